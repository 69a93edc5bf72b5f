"""One story with everything in it that membership could change, and all that it leaves behind."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from intro_app import clock
from intro_app.db import atomic, db
from intro_app.identity.models import Door
from intro_app.introductions.models import Introduction
from intro_app.memberships import queries as memberships
from intro_app.memberships.models import Gift, GiftState, Membership, Payment, Waiver
from intro_app.trust import queries as trust
from intro_app.trust.models import TrustEvent
from tests.support.browsing import Typed
from tests.support.default_texts import LETTER
from tests.support.journeys.watching import bare_letter, bare_page
from tests.support.membership_circle import live_together, tell_news
from tests.support.story import Somebody, Story

_TOKEN = re.compile(r"WzE[\w-]+\.[\w-]+")  # of signed links, which are drawn by lot
MONDAY = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
NEIGHBOURS = ("Erik Lund", "Ines Prado", "Greta Holm", "Samuel Osei", "Nadia Rahman", "Olaf Berg")
# Every letter is another one: who sends the same to many is refused for that.
_WORDS = (
    (
        "To learn how bees winter on roofs.",
        "Eleven hives of yours stood through last January.",
        "Cedar boards, cut.",
    ),
    (
        "A word about tuning harpsichords by ear.",
        "Nobody else here tunes in meantone.",
        "My Couperin scores.",
    ),
    (
        "How to read a floodplain map.",
        "Your survey of the lower valley names our street.",
        "Rain data since 1998.",
    ),
    (
        "Advice on printing with lead type.",
        "You kept a Heidelberg press alive.",
        "Two cases of Garamond to borrow.",
    ),
    (
        "Talking over night buses for nurses.",
        "Their timetable was once your work.",
        "Interviews with ninety nurses.",
    ),
    (
        "Planting chestnuts on a north slope.",
        "Olives froze there, chestnuts of yours did not.",
        "A day of digging.",
    ),
)
PATHS = ("/introductions", "/agreed", "/people", "/ask", "/me", "/me/door", "/me/trust")


Payers = Callable[[Sequence[Somebody]], Sequence[Somebody]]


@dataclass(frozen=True)
class StoryTrace:
    """Everything about introductions that a telling of the story left behind."""

    pages: list[tuple[str, int, str, datetime]]
    letters: list[tuple[str, str, str]]
    limits: list[str]
    scores: list[str]
    states: list[str]
    order: list[str]
    members: int


def told(story: Story, payers: Payers) -> StoryTrace:
    """Tell it; some of its people, chosen by `payers`, are members."""
    people = story.people
    cast = [story.member(one) for one in (people.alice, people.bob, people.carol, people.dan)]
    cast += [story.member(people.join(name)) for name in NEIGHBOURS]
    alice, bob, carol, _dan, *others = cast
    for known in (alice, carol, *others[:2]):
        assert bob.person
        assert known.person
        people.know_each_other(bob.person, known.person)
    with story.app.app_context():
        _prepare(cast, payers(cast))
    _act(story, cast, live_together(story, cast))
    return _left_behind(story, cast)


def _prepare(cast: Sequence[Somebody], payers: Sequence[Somebody]) -> None:
    """The wheel is drawn by lot for each site: here it is the same. Payers have paid, or were given it."""
    with atomic():
        for place, somebody in enumerate(cast):
            db.session.get_one(Door, _id(somebody)).wheel = 1 + place * 1000
        for place, somebody in enumerate(payers):
            until = MONDAY + timedelta(days=400)
            if place % 3 == 1:
                db.session.add(Waiver(member_id=_id(somebody), why="a reason", given_at=MONDAY, until=until))
            elif place % 3 == 2:
                _give(payers[0], somebody, until)
            else:
                db.session.add(_paid(somebody, until))
                db.session.flush()
                db.session.add(_payment(somebody))


def _give(giver: Somebody, somebody: Somebody, until: datetime) -> None:
    """A year that the giver paid for and that was accepted; and another one that still waits."""
    for state in (GiftState.ACCEPTED, GiftState.OFFERED):
        gift = Gift(
            reference=f"gift-{_id(somebody)}-{state}",
            giver_id=_id(giver),
            recipient_id=_id(somebody),
            is_for_pool=False,
            is_named=True,
            made_at=MONDAY,
            state=state,
            paid_at=MONDAY,
            amount=9900,
            currency="eur",
            answer_by=MONDAY + timedelta(days=60),
        )
        db.session.add(gift)
        db.session.flush()
        if state is GiftState.ACCEPTED:
            waiver = Waiver(member_id=_id(somebody), why="", given_at=MONDAY, until=until, gift_id=gift.id)
            db.session.add(waiver)


def _paid(somebody: Somebody, until: datetime) -> Membership:
    return Membership(
        member_id=_id(somebody),
        customer_id=f"cus_{_id(somebody)}",
        subscription_id=f"sub_{_id(somebody)}",
        status="active",
        since=MONDAY,
        period_start=MONDAY,
        period_end=until,
        amount=9900,
        currency="eur",
        interval="year",
        copied_at=MONDAY,
    )


def _payment(somebody: Somebody) -> Payment:
    return Payment(
        id=f"ch_{_id(somebody)}",
        member_id=_id(somebody),
        paid_at=MONDAY,
        amount=9900,
        refunded=0,
        currency="eur",
        status="succeeded",
    )


def _act(story: Story, cast: Sequence[Somebody], together: Sequence[str]) -> None:
    """Yes through Bob, a no, a silence, asks until no more are taken, and what comes after two weeks.

    Meanwhile everybody looks at what they do `together`.
    """
    alice, bob, carol, dan, *others = cast
    alice.asks(to=carol, through=bob)
    bob.lends_good_word()
    carol.says_yes(["email", "phone"])
    story.details_come_out()
    dan.asks(to=carol)
    carol.answers("no")
    _look(cast, carol)
    for other, words in zip(others, _WORDS, strict=True):
        _tries_to_ask(alice, other, words)
    bob.offers(others[0], others[1])
    for _week in range(4):
        story.wait(timedelta(days=7), timedelta(hours=12))
        tell_news(story)
        story.work()
        _look(cast, carol)
        for somebody in cast[:5]:
            for path in together:
                somebody.get(path)


def _tries_to_ask(alice: Somebody, other: Somebody, words: tuple[str, str, str]) -> None:
    """As far as the site lets her."""
    path = f"/ask/{other.public_id}"
    page = alice.get(path)
    if page.status_code != 200 or 'value="preview"' not in page.text:
        return
    letter: dict[str, Typed] = {**LETTER, "shares": ["email"]}
    letter |= zip(("what_for", "why", "benefit"), words, strict=True)
    preview = alice.fill(path, page, "preview", letter)
    if preview.status_code == 200 and 'value="send"' in preview.text:
        alice.fill(path, preview, "send")
        alice.story.work()


def _look(cast: Sequence[Somebody], carol: Somebody) -> None:
    for somebody in cast:
        for path in (*PATHS, f"/people/{carol.public_id}"):
            somebody.get(path)


def _left_behind(story: Story, cast: Sequence[Somebody]) -> StoryTrace:
    letters = [(one.to, str(one.message["Date"]), bare_letter(one, one.to)) for one in story.mailbox.letters]
    names = [somebody.name for somebody in cast]
    with story.app.app_context():
        at, ids = clock.now(), [_id(somebody) for somebody in cast]
        return StoryTrace(
            pages=[
                (seen.who, seen.status, _TOKEN.sub("TOKEN", bare_page(seen.text)), seen.at)
                for seen in story.pages
            ],
            letters=sorted(letters),  # of two that are due at one moment either may go first
            limits=[repr(trust.limits_of(member, at)) for member in ids],
            scores=[repr(trust.standing_words(member, at)) for member in ids]
            + [
                repr(row)
                for row in db.session.execute(select(TrustEvent.kind, TrustEvent.at).order_by(TrustEvent.id))
            ],
            states=[
                repr(row) for row in db.session.execute(select(Introduction.state).order_by(Introduction.id))
            ],
            order=[
                name
                for seen in story.pages
                if seen.address == "/people"
                for name in _listed(seen.text, names)
            ],
            members=len(memberships.members_among(ids, at)),
        )


def _listed(page: str, names: Sequence[str]) -> list[str]:
    """Who stands on a page, in the order in which they do."""
    return sorted((name for name in names if name in page), key=page.index)


def _id(somebody: Somebody) -> int:
    assert somebody.person, f"{somebody.name} has no account"
    return somebody.person.id
