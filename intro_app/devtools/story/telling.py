"""Creates the story day by day, including what the worker does, in one transaction."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from intro_app.community import chores as community
from intro_app.config import settings
from intro_app.db import atomic, db
from intro_app.devtools.story import circle, desk, gifts, letters, month, standing
from intro_app.devtools.story.people import FIVE, NEIGHBOURS, Character
from intro_app.errors import DomainError
from intro_app.followups import service as followups
from intro_app.identity import service as accounts
from intro_app.identity.models import ContactField, Member
from intro_app.identity.queries import member_by_mailbox
from intro_app.identity.service import DoorWishes
from intro_app.introductions import service
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.queries import held
from intro_app.introductions.service import NewOffer, Recipient, Request
from intro_app.introductions.states import Role
from intro_app.introductions.texts import AskText
from intro_app.memberships.service.giving import give
from intro_app.outbox import queue
from intro_app.outbox.policy import SendOutcome
from intro_app.outbox.smtp import AttemptResult
from intro_app.people import service as people_service
from intro_app.people.models import BlockKind
from intro_app.people.queries import acquaintance_between
from intro_app.suggestions.service import give_turns, suggest_due
from intro_app.wording import N_

Everybody = Mapping[str, Member]

SHARED = (ContactField.EMAIL, ContactField.PHONE)
_CHORES = (service.release_agreed, service.lapse_due, service.close_due, service.remind_due)
_CIRCLE_BEGAN = 12  # days ago; before that the community's jobs have nothing to do
_BERLIN = ZoneInfo("Europe/Berlin")
_DIGEST_AT, _WORKED_AT = time(8, 30), (time(13), time(20, 50))
SUGGESTED = ("Carol", "Dan")  # they ticked that people who know them may be shown whom to introduce them to
LONG_KNOWN_TO_BOB = ("Carol", "Dan", "Erik", "Greta", "Samuel", "Nadia")


class StoryRefused(DomainError):
    """The story cannot be created here; the message says why."""


def is_told() -> bool:
    """Return whether the database holds the five people of the story."""
    return all(member_by_mailbox(character.email) for character in FIVE)


def tell(at: datetime) -> bool:
    """Create the story, ending at this moment; return False when the database holds it already.

    Raises StoryRefused when there are other members, or when e-mail would leave the machine.
    """
    if settings().smtp_url:
        raise StoryRefused(N_("The story is only told where no e-mail leaves: unset SMTP_URL first."))
    with atomic():
        if is_told():
            return False
        if db.session.scalar(select(func.count()).select_from(Member)):
            raise StoryRefused(N_("There are members here already: the story needs a database of its own."))
        _Story(at).tell()
    return True


class _Story:
    """The story, with days counted back from the moment at which it ends."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._people: dict[str, Member] = {}

    def tell(self) -> None:
        """Create everything in the order in which it happened."""
        for character in sorted((*FIVE, *NEIGHBOURS, *month.PARISH), key=lambda one: -one.joined):
            self._people[character.first_name] = _join(character, self._ago(character.joined))
        desk.make_admin(self._people["Dan"], self._ago(322))
        standing.vouch(self._people, self._ago(322))
        for first_name in LONG_KNOWN_TO_BOB:
            self._know_each_other("Bob", first_name, days=320)
        for past in standing.PAST:
            standing.live(past, self._people, self._ago, self._time_passes)
        for one, other in (("Bob", "Alice"), ("Bob", "Ines"), ("Alice", "Nadia")):
            self._know_each_other(one, other, days=60)
        self._alice_meets_erik()
        give(self._people["Bob"], self._ago(-300), "The story plays without money.", self._ago(32))
        self._carol_blocks_mallory()
        gifts.give_years(self._people, self._ago)
        self._a_circle_begins()
        self._priya_reports_mallory()
        self._what_is_open_now()
        month.play(month.in_circle(self._people), self._at, self._work_in_circles, _when_worked(self._at))
        self._deliver(self._at)

    def _alice_meets_erik(self) -> None:
        alice, bob, erik = (self._people[name] for name in ("Alice", "Bob", "Erik"))
        asked = self._ask(alice, letters.ALICE_TO_ERIK, days=41, recipient=erik, connector=bob)
        service.agree_to_connect(
            _put_to(asked, Role.CONNECTOR), letters.BOB_ON_ERIK, None, at=self._ago(40), how="link"
        )
        self._time_passes(40)
        service.say_yes(_put_to(asked, Role.SECOND), SHARED, at=self._ago(38), how="link")
        self._time_passes(38)
        self._time_passes(37)  # the time to undo is over: both get the other's details

    def _carol_blocks_mallory(self) -> None:
        asked = self._ask(
            self._people["Mallory"], letters.MALLORY_TO_CAROL, days=24, recipient=self._people["Carol"]
        )
        service.block_from_ask(_put_to(asked, Role.SECOND), BlockKind.PERSON, at=self._ago(23))
        for days in (23, 14, 13):  # on the closing date Mallory gets the same e-mail as for any no
            self._time_passes(days)

    def _a_circle_begins(self) -> None:
        begun = circle.begin(self._people, self._ago)
        circle.talk(begun, self._people, self._ago)
        self._time_passes(9)
        circle.plan_an_evening(begun, self._people, self._ago)
        circle.pin_notes(self._people, self._ago)
        self._time_passes(7)

    def _priya_reports_mallory(self) -> None:
        desk.make_moderator(self._people["Dan"], self._ago(7))
        desk.let_newcomers_ask(self._people["Dan"], self._ago(7))
        asked = self._ask(
            self._people["Mallory"], letters.MALLORY_TO_PRIYA, days=6, recipient=self._people["Priya"]
        )
        desk.report_letter(asked, self._ago(5))
        self._time_passes(4)

    def _what_is_open_now(self) -> None:
        alice, bob, greta, dan, ines = (
            self._people[name] for name in ("Alice", "Bob", "Greta", "Dan", "Ines")
        )
        self._ask(alice, letters.ALICE_TO_GRETA, days=3, recipient=greta)
        offer = NewOffer(
            text=letters.BOB_TO_DAN_AND_INES,
            form_id=secrets.token_urlsafe(16),
            first=Recipient(member=dan),
            second=Recipient(member=ines),
        )
        service.offer_introduction(bob, offer, at=self._ago(2))
        self._time_passes(2)
        self._ask(alice, letters.ALICE_TO_SOMEONE, days=1, connector=bob)
        self._bob_is_shown_a_pair()

    def _bob_is_shown_a_pair(self) -> None:
        """Dan looks for old metal, Carol can read an analysis of it, and both ticked it."""
        give_turns(self._ago(9))
        suggest_due(self._ago(1))

    def _ask(
        self,
        requester: Member,
        text: AskText,
        *,
        days: int,
        recipient: Member | None = None,
        connector: Member | None = None,
    ) -> Introduction:
        wanted = Request(
            text=text,
            shares=SHARED,
            form_id=secrets.token_urlsafe(16),
            recipient=recipient,
            connector=connector,
        )
        asked = service.request_introduction(requester, wanted, at=self._ago(days))
        self._time_passes(days)
        return db.session.get_one(Introduction, asked.id)

    def _know_each_other(self, one: str, other: str, *, days: int) -> None:
        first, second = self._people[one], self._people[other]
        people_service.say_i_know(first, second, self._ago(days))
        self._time_passes(days)
        people_service.say_i_know(second, first, self._ago(days - 1))
        known = acquaintance_between(first.id, second.id)
        assert known is not None, "both have just said that they know each other"
        for member in (first, second):
            people_service.show(known.id, member.id, wished=True)

    def _ago(self, days: int) -> datetime:
        return self._at - timedelta(days=days)

    def _time_passes(self, days: int) -> None:
        """Do what the worker does on that day: run the jobs, and mark e-mails as sent without sending any.

        Where first requests are read before they go out, a moderator has read them at once.
        """
        day = self._ago(days)
        for introduction_id in held():
            service.release_held(db.session.get_one(Introduction, introduction_id), at=day)
        for chore in _chores(days):
            chore(day)
        self._deliver(day)

    def _work_in_circles(self, at: datetime) -> None:
        """Do what the worker does for the community at this moment."""
        for chore in community.CHORES:
            chore(at)
        self._deliver(at)

    def _deliver(self, at: datetime) -> None:
        while letter := queue.claim(at):
            queue.finish(letter, AttemptResult(SendOutcome.SENT), at)


def _join(character: Character, at: datetime) -> Member:
    member = accounts.join(character.email, character.name, at)
    accounts.describe_yourself(member, character.profile)
    suggested = character.first_name in SUGGESTED
    accounts.set_door(member, DoorWishes(visible=True, takes_direct_asks=True, suggested=suggested))
    return member


def _chores(days: int) -> Sequence[Callable[[datetime], int]]:
    """Return the jobs to run on that day.

    The follow-ups run only for the past introductions: the site's own worker asks how it went with Erik.
    """
    if days < _CIRCLE_BEGAN:
        return (*_CHORES, *community.CHORES)
    return (*_CHORES, *followups.CHORES) if days >= standing.IS_OVER else _CHORES


def _when_worked(at: datetime) -> list[datetime]:
    """Return when the worker's jobs are done for the month: on its last Monday, and on the last three days.

    Otherwise a month of e-mails would be written while somebody waits for the demo to start.
    """
    today = at.astimezone(_BERLIN).date()
    monday = next(day for days in range(1, 8) if (day := today - timedelta(days=days)).weekday() == 0)
    late = [today - timedelta(days=days) for days in (3, 2, 1)]
    moments = [(monday, _DIGEST_AT), *((day, clock) for day in late for clock in _WORKED_AT)]
    return sorted(datetime.combine(day, clock, _BERLIN) for day, clock in moments)


def _put_to(introduction: Introduction, role: Role) -> Ask:
    ask = introduction.ask_of(role)
    assert ask is not None, "everybody but the author is asked"
    return ask
