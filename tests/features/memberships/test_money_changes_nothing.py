"""The same story, told free and told paid: what anybody sees, gets, may do and is worth is the same to the byte."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import ndiff
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from intro_app import clock, create_app
from intro_app.accounts.models import Door
from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.introductions.models import Introduction
from intro_app.memberships import queries as memberships
from intro_app.memberships.models import Membership, Payment, Waiver
from intro_app.trust import queries as trust
from intro_app.trust.models import TrustEvent
from tests.conftest import BASE_URL
from tests.ground.calendar import Calendar
from tests.ground.databases import KEY, copied_sqlite
from tests.ground.people import People
from tests.ground.post_office import Mailbox, PostOffice
from tests.ground.steps import Somebody, Story
from tests.ground.written import LETTER
from tests.journeys.watching import bare_letter, bare_page

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

_TOKEN = re.compile(r"WzE[\w-]+\.[\w-]+")  # of signed links, which are drawn by lot
MONDAY = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
NEIGHBOURS = ("Erik Lund", "Ines Prado", "Greta Holm", "Samuel Osei", "Nadia Rahman", "Olaf Berg")
PATHS = ("/introductions", "/agreed", "/people", "/ask", "/me", "/me/door", "/me/trust")


@dataclass(frozen=True)
class Told:
    """Everything about introductions that a telling of the story left behind."""

    pages: list[tuple[str, int, str, datetime]]
    letters: list[tuple[str, str, str]]
    limits: list[str]
    scores: list[str]
    states: list[str]
    order: list[str]
    members: int


Payers = Callable[[Sequence[Somebody]], Sequence[Somebody]]
WHO_PAYS: dict[str, Payers] = {
    "everybody": lambda cast: cast,
    "who asks": lambda cast: cast[:1],
    "who is asked": lambda cast: cast[2:],
}


@pytest.fixture
def tell(sqlite_template: Path, tmp_path: Path, running_post_office: PostOffice) -> Iterator[Callable[[Payers], Told]]:
    """Tells the story on a site of its own; the clock stands still but for what the story waits."""
    sites: list[Flask] = []

    def told(payers: Payers) -> Told:
        running_post_office.letters.clear()
        folder = tmp_path / str(len(sites))
        folder.mkdir()
        with copied_sqlite(sqlite_template, folder) as url, time_machine.travel(MONDAY, tick=False) as traveller:
            sites.append(app := create_app(_settings(url, folder, running_post_office)))
            story = Story(app, People(app, MONDAY), Mailbox(app, running_post_office), Calendar(traveller))
            return _told(story, payers)

    yield told
    for app in sites:
        with app.app_context():
            db.engine.dispose()


@pytest.mark.parametrize("who", WHO_PAYS)
def test_the_same_story_free_and_paid(tell: Callable[[Payers], Told], who: str) -> None:
    free, paid = tell(lambda _cast: ()), tell(WHO_PAYS[who])
    assert free.members == 0 < paid.members, "the two really differ in who is a member"
    assert len(free.pages) > 100
    assert len(free.letters) > 15
    assert any(status == 422 or "open asks" in text for _who, status, text, _at in free.pages), "a limit is reached"
    for name in ("pages", "letters", "limits", "scores", "states", "order"):
        ours, theirs = getattr(free, name), getattr(paid, name)
        differing = [(one, other) for one, other in zip(ours, theirs, strict=True) if one != other]
        assert not differing, _difference(*differing[0])


def _difference(ours: object, theirs: object) -> str:
    return "\n".join(ndiff(str(ours).split("\\n"), str(theirs).split("\\n")))


def _settings(url: str, folder: Path, office: PostOffice) -> Settings:
    return Settings(
        base_url=BASE_URL, database_url=url, data_dir=folder, secret_keys=(KEY,), lasting_key=KEY,
        mail_from="hello@meet.example.org", smtp_url=office.url, closing_spread_hours=0,
    )  # fmt: skip


def _told(story: Story, payers: Payers) -> Told:
    people = story.people
    cast = [story.member(one) for one in (people.alice, people.bob, people.carol, people.dan)]
    cast += [story.member(people.join(name)) for name in NEIGHBOURS]
    alice, bob, carol, _dan, *others = cast
    for known in (alice, carol, *others[:2]):
        people.know_each_other(bob.person, known.person)  # type: ignore[arg-type]  # all of them have accounts
    with story.app.app_context():
        _prepare(cast, payers(cast))
    _act(story, cast)
    return _left_behind(story, cast)


def _prepare(cast: Sequence[Somebody], payers: Sequence[Somebody]) -> None:
    """The wheel is drawn by lot for each site: here it is the same. Payers have paid, or were given it."""
    with atomic():
        for place, somebody in enumerate(cast):
            db.session.get_one(Door, _id(somebody)).wheel = 1 + place * 1000
        for place, somebody in enumerate(payers):
            until = MONDAY + timedelta(days=400)
            if place % 2:
                db.session.add(Waiver(member_id=_id(somebody), why="a reason", given_at=MONDAY, until=until))
            else:
                db.session.add(_paid(somebody, until))
                db.session.flush()
                db.session.add(_payment(somebody))


def _paid(somebody: Somebody, until: datetime) -> Membership:
    return Membership(
        member_id=_id(somebody), customer_id=f"cus_{_id(somebody)}", subscription_id=f"sub_{_id(somebody)}",
        status="active", since=MONDAY, period_start=MONDAY, period_end=until, amount=9900, currency="eur",
        interval="year", copied_at=MONDAY,
    )  # fmt: skip


def _payment(somebody: Somebody) -> Payment:
    return Payment(
        id=f"ch_{_id(somebody)}", member_id=_id(somebody), paid_at=MONDAY, amount=9900, refunded=0, currency="eur",
        status="succeeded",
    )  # fmt: skip


def _act(story: Story, cast: Sequence[Somebody]) -> None:
    """Yes through Bob, a no, a silence, asks until no more are taken, and what comes after two weeks."""
    alice, bob, carol, dan, *others = cast
    alice.asks(to=carol, through=bob)
    bob.lends_good_word()
    carol.says_yes(["email", "phone"])
    story.details_come_out()
    dan.asks(to=carol)
    carol.answers("no")
    _look(cast, carol)
    for other in others:
        _tries_to_ask(alice, other)
    bob.offers(others[0], others[1])
    for _week in range(4):
        story.wait(timedelta(days=7), timedelta(hours=12))
        _look(cast, carol)


def _tries_to_ask(alice: Somebody, other: Somebody) -> None:
    """As far as the site lets her."""
    path = f"/ask/{other.public_id}"
    page = alice.get(path)
    if page.status_code != 200 or 'value="preview"' not in page.text:
        return
    preview = alice.fill(path, page, "preview", {**LETTER, "shares": ["email"]})
    if preview.status_code == 200 and 'value="send"' in preview.text:
        alice.fill(path, preview, "send")
        alice.story.work()


def _look(cast: Sequence[Somebody], carol: Somebody) -> None:
    for somebody in cast:
        for path in (*PATHS, f"/people/{carol.public_id}"):
            somebody.get(path)


def _left_behind(story: Story, cast: Sequence[Somebody]) -> Told:
    letters = [(one.to, str(one.message["Date"]), bare_letter(one, one.to)) for one in story.mailbox.letters]
    names = [somebody.name for somebody in cast]
    with story.app.app_context():
        at, ids = clock.now(), [_id(somebody) for somebody in cast]
        return Told(
            pages=[(seen.who, seen.status, _TOKEN.sub("TOKEN", bare_page(seen.text)), seen.at) for seen in story.pages],
            letters=sorted(letters),  # of two that are due at one moment either may go first
            limits=[repr(trust.limits_of(member, at)) for member in ids],
            scores=[repr(trust.standing_words(member, at)) for member in ids]
            + [repr(row) for row in db.session.execute(select(TrustEvent.kind, TrustEvent.at).order_by(TrustEvent.id))],
            states=[repr(row) for row in db.session.execute(select(Introduction.state).order_by(Introduction.id))],
            order=[name for seen in story.pages if seen.address == "/people" for name in _listed(seen.text, names)],
            members=len(memberships.members_among(ids, at)),
        )


def _listed(page: str, names: Sequence[str]) -> list[str]:
    """Who stands on a page, in the order in which they do."""
    return sorted((name for name in names if name in page), key=page.index)


def _id(somebody: Somebody) -> int:
    assert somebody.person, f"{somebody.name} has no account"
    return somebody.person.id
