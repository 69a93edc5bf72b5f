"""Who sees what of a case: each reads what is theirs, and only moderators who may decide read who reported.

One post of Mallory's is reported by Carol and by Frank. At each stage everybody opens every page of cases
that there is, and what they found there and in their mail is held against the table.
"""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from intro_app import clock
from intro_app.community.circles.models import CircleMember
from intro_app.db import atomic, db
from intro_app.introductions.states import Role
from intro_app.moderation import service
from intro_app.moderation.service import Review
from intro_app.moderation.stages import AppealOutcome
from tests.support.browsing import grouped
from tests.support.calendar import Calendar
from tests.support.community import found
from tests.support.forms import forms_in
from tests.support.people import MemberHandle, visitor
from tests.support.report_subjects import DAY, FOUL, HEARING, TAKEN_DOWN, Square

WORDS = {
    "case": "",  # its address
    "carol": "Carol",
    "frank": "Frank",
    "carol's words": "Carol found it foul.",
    "frank's words": "Frank found it foul.",
    "post": FOUL,
    "side": "It was meant for my brother.",
    "facts": TAKEN_DOWN.facts,
    "facts for reporters": TAKEN_DOWN.facts_for_reporters,
    "appeal": "Nobody was meant by it.",
    "reasons": "It reads as an insult to all.",
}


class Everybody:
    """Everybody who could come near a case about a post of Mallory's."""

    def __init__(self, square: Square) -> None:
        people = square.people
        self.square = square
        frank, gus, ida, jo, kim, lea = (
            people.join(name)
            for name in ("Frank Osei", "Gus Hahn", "Ida Weiss", "Jo Park", "Kim Vale", "Lea Brun")
        )
        people.know_each_other(gus, people.carol)
        with square.app.app_context():
            for one in (frank, ida):
                square.village.joins(found(square.circle).id, people.alice, one)
            with atomic():
                hosting = select(CircleMember).where(CircleMember.member_id == ida.id)
                db.session.scalars(hosting).one().is_co_host = True
        self.people: dict[str, MemberHandle | None] = {
            "reporter": people.carol,
            "other reporter": frank,
            "author": people.mallory,
            "moderator who decides": people.dan,
            "other moderator": square.erin,
            "moderator too near": gus.becomes("moderator"),
            "co-host who moderates": ida.becomes("moderator"),
            "host of the circle": people.alice,
            "admin": jo.becomes("admin"),
            "host of the site": kim.becomes("host"),
            "caretaker": lea.becomes("caretaker"),
            "stranger": people.bob,
            "visitor": None,
        }
        self.public_id, self.case_id = "", 0
        square.mailbox.deliver(square.at)
        self.before = {one.raw for one in square.mailbox.letters}

    def found_by(self, who: str) -> set[str]:
        """What somebody finds on the pages of cases, and in their mail about them."""
        text = self._pages(self.people[who]) + self._mail(self.people[who])
        words = {name for name, said in WORDS.items() if said and said in text}
        return words | ({"case"} if self.public_id in text else set())

    def _pages(self, person: MemberHandle | None) -> str:
        browser = person.browser(by_passkey=True) if person else visitor(self.square.app)
        paths = ("/me/cases", "/moderation", "/moderation/closed", "/me/trust", "/me/looks", "/staff")
        own = (f"/me/cases/{self.public_id}", f"/moderation/cases/{self.public_id}")
        pages = [page.text for path in (*paths, *own) if (page := browser.get(path)).status_code == 200]
        reading = [form for form in forms_in(pages[-1] if pages else "") if form.action.endswith("/read")]
        pages += [browser.post(form.action, data=grouped(form.filled())).text for form in reading]
        return "\n".join(pages)

    def _mail(self, person: MemberHandle | None) -> str:
        self.square.mailbox.deliver(clock.now())
        letters = self.square.mailbox.to(person.email) if person else []
        return " ".join(" ".join(one.text.split()) for one in letters if one.raw not in self.before)


def is_reported(world: Everybody, _calendar: Calendar) -> None:
    square, post = world.square, world.square.write("post")
    for who, name in (("reporter", "Carol"), ("other reporter", "Frank")):
        square.reports("post", post, world.people[who], text=f"{name} found it foul.")
    with square.app.app_context():
        world.public_id, world.case_id = square.case.public_id, square.case.id


def is_heard(world: Everybody, calendar: Calendar) -> None:
    square = world.square
    with square.app.app_context():
        service.hear(world.case_id, HEARING, square.people.dan.member, at=square.at)
        calendar.go_to(square.at + 4 * DAY)
        service.tell_side(world.case_id, WORDS["side"], at=square.at + 4 * DAY)


def is_decided(world: Everybody, calendar: Calendar) -> None:
    square = world.square
    calendar.go_to(square.at + 5 * DAY)
    with square.app.app_context():
        service.decide(world.case_id, TAKEN_DOWN, square.people.dan.member, at=square.at + 5 * DAY)


def is_appealed(world: Everybody, calendar: Calendar) -> None:
    square = world.square
    calendar.go_to(square.at + 6 * DAY)
    with square.app.app_context():
        service.appeal(world.case_id, Role.FIRST, WORDS["appeal"], at=square.at + 6 * DAY)


def is_judged(world: Everybody, calendar: Calendar) -> None:
    square = world.square
    calendar.go_to(square.at + 7 * DAY)
    stands = Review(outcome=AppealOutcome.UPHELD, reasons=WORDS["reasons"])
    with square.app.app_context():
        service.review(world.case_id, stands, square.erin.member, at=square.at + 7 * DAY)


STAGES: dict[str, Callable[[Everybody, Calendar], None]] = {
    "reported": is_reported,
    "heard": is_heard,
    "decided": is_decided,
    "appealed": is_appealed,
    "judged": is_judged,
}


# Only whoever may decide now reads the reports and the post, and of a decision only whoever may judge it.
PAPERS = {"case", "carol", "frank", "carol's words", "frank's words", "post"}
TO_JUDGE = PAPERS | {"side", "facts", "facts for reporters", "appeal"}
MODERATES = (PAPERS, PAPERS | {"side"}, {"case"}, TO_JUDGE, {"case"})
OF_CAROL = {"case", "carol", "carol's words"}
OF_FRANK = {"case", "frank", "frank's words"}
TOLD = {"facts for reporters"}
OF_AUTHOR = {"case", "post", "side"}
NOTHING: tuple[set[str], ...] = (set(), set(), set(), set(), set())
RULES: dict[str, tuple[str, tuple[set[str], ...]]] = {
    "a reporter reads their own report, and the decision in the words for reporters": (
        "reporter",
        (OF_CAROL, OF_CAROL, OF_CAROL | TOLD, OF_CAROL | TOLD, OF_CAROL | TOLD),
    ),
    "another reporter reads theirs, and not the first one's": (
        "other reporter",
        (OF_FRANK, OF_FRANK, OF_FRANK | TOLD, OF_FRANK | TOLD, OF_FRANK | TOLD),
    ),
    "the author knows of nothing until they are heard, and never who reported or what they wrote": (
        "author",
        (set(), OF_AUTHOR, OF_AUTHOR | {"facts"}, OF_AUTHOR | {"facts"}, OF_AUTHOR | {"facts", "reasons"}),
    ),
    "who decided reads the papers again only for an appeal": ("moderator who decides", MODERATES),
    "another moderator reads the same": ("other moderator", MODERATES),
    "a moderator who knows a reporter does not even learn that there is a case": (
        "moderator too near",
        NOTHING,
    ),
    "neither does a moderator who is a co-host there": ("co-host who moderates", NOTHING),
    "the host of the circle is told nothing": ("host of the circle", NOTHING),
    "an admin without the right of a moderator is told nothing": ("admin", NOTHING),
    "neither is a host of the site": ("host of the site", NOTHING),
    "neither is a caretaker": ("caretaker", NOTHING),
    "a stranger is told nothing": ("stranger", NOTHING),
    "a visitor is told nothing": ("visitor", NOTHING),
}


@pytest.mark.one_database
@pytest.mark.parametrize("rule", RULES)
def test_who_reads_what_at_each_stage(square: Square, the_calendar: Calendar, rule: str) -> None:
    world, (who, expected) = Everybody(square), RULES[rule]
    found_there = {}
    for stage, happens in STAGES.items():
        happens(world, the_calendar)
        found_there[stage] = world.found_by(who)
    assert found_there == dict(zip(STAGES, expected, strict=True))


@pytest.mark.one_database
def test_everybody_has_a_rule(square: Square) -> None:
    assert set(Everybody(square).people) == {who for who, _expected in RULES.values()}
