"""The month of the demo's story with every e-mail that the worker writes in it, counted by reader."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from intro_app.community.chores import CHORES
from intro_app.community.circles.models import CircleMail
from intro_app.db import atomic, db
from intro_app.devtools.story import month
from intro_app.devtools.story.month.playing import BEGAN, MAIL
from intro_app.devtools.story.people import FIVE, NEIGHBOURS
from intro_app.identity import service as accounts
from intro_app.identity.models import Member
from intro_app.memberships.service.giving import give
from intro_app.outbox.models import OutboxMessage

_BERLIN = ZoneInfo("Europe/Berlin")
# Who stands for a column of the table, and in which words the documentation names them.
READERS = {
    "Emil": "chose nothing, comes to little",
    "Ursula": "once a week, comes to a few",
    "Matthias": "once a day",
    "Bob": "the host, as it happens",
    "Alice": "as it happens, comes to everything",
}
ROWS = {
    "gathering_invitation": "invitations to gatherings",
    "gathering_reminder": "reminders, the day before",
    "circle_news": "news of threads",
    "weekly_digest": "the weekly digest",
}


def play_with_every_mail(at: datetime) -> Mapping[str, Mapping[str, int]]:
    """Play the month that ends now; return for each reader how many e-mails of which kind they got.

    Nobody opens a page meanwhile: whoever reads along there gets fewer.
    """
    with atomic():
        characters = (*FIVE, *NEIGHBOURS, *month.PARISH)
        people = {one.first_name: _joined(one.name, one.email, one.profile, at) for one in characters}
        give(people["Bob"], at + timedelta(days=300), "He hosts.", at - timedelta(days=BEGAN + 1))
        before = set(db.session.scalars(select(OutboxMessage.key)))
        month.play(month.in_circle(people), at, _work, list(_half_hours(at)))
    rows = db.session.execute(select(OutboxMessage.key, OutboxMessage.address, OutboxMessage.kind)).all()
    return {
        name: Counter(kind for key, address, kind in rows if key not in before and address == member.email)
        for name, member in people.items()
    }


def table(counted: Mapping[str, Mapping[str, int]]) -> str:
    """Return the figures as the table that the documentation has."""
    head = ["what", *(f"{name}: {words}" for name, words in READERS.items())]
    lines = [head, ["---", *("---:" for _name in READERS)]]
    lines += [[words, *(str(counted[name].get(kind, 0)) for name in READERS)] for kind, words in ROWS.items()]
    lines.append(["**in the month**", *(f"**{sum(counted[name].values())}**" for name in READERS)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def chosen(name: str) -> CircleMail | None:
    """Return which e-mail somebody chose from the circle."""
    return MAIL.get(name)


def _joined(name: str, email: str, profile: accounts.ProfileInput, at: datetime) -> Member:
    member = accounts.join(email, name, at - timedelta(days=60))
    accounts.describe_yourself(member, profile)
    return member


def _work(at: datetime) -> None:
    for chore in CHORES:
        chore(at)


def _half_hours(at: datetime) -> Iterator[datetime]:
    """Yield every half hour of a day's waking hours: e-mails about circles rest at night."""
    today = at.astimezone(_BERLIN).date()
    for days in range(BEGAN, 0, -1):
        for half_hours in range(13, 45):
            clock = time(half_hours // 2, 30 * (half_hours % 2))
            yield datetime.combine(today - timedelta(days=days), clock, _BERLIN)
