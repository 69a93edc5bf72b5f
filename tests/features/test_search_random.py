"""Whatever members, staff and time do to a site, a search finds exactly those whom its reader may find."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import hypothesis
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intro_app.db import atomic, db
from intro_app.identity import service
from intro_app.identity.service import DoorWishes
from intro_app.identity.service.erasing import close_account
from intro_app.organising.suspensions import service as suspensions
from intro_app.people import service as people_service
from intro_app.people.models import BlockKind
from intro_app.people.queries import first_people
from tests.support.people import MemberHandle, People
from tests.support.searching import names, says
from tests.support.suspending import suspended

STORIES = 500 if hypothesis.settings.get_current_profile_name() == "long" else 20
SIX = range(6)
# No two of them are alike enough to be taken for a slip of the finger, nor have a stem in common.
WORDS = ("quince", "bassoon", "glacier", "typhoid")
ALONE = ("hides", "shows", "suspended", "lifted", "leaves", "unlisted", "listed", "shuts", "opens", "pauses")
acts = st.one_of(
    st.tuples(st.sampled_from(ALONE), st.sampled_from(SIX), st.just(0)),
    st.tuples(st.just("writes"), st.sampled_from(SIX), st.sampled_from(range(len(WORDS)))),
    st.tuples(st.sampled_from(("blocks", "waits")), st.sampled_from(SIX), st.sampled_from(SIX)),
)
Act = tuple[str, int, int]
# Each story has people of its own, at new addresses.
_NUMBERS = count()


@dataclass(frozen=True)
class ListedAs:
    """What a reader sees of somebody: in the list or not, the word on their page, whether they take asks."""

    listed: bool
    word: str
    takes: bool


@dataclass
class Neighbour:
    """One of the six, as the rules have them."""

    handle: MemberHandle
    word: str = WORDS[0]
    visible: bool = True
    suspension: int | None = None
    left: bool = False
    unlisted: bool = False
    shut: bool = False
    paused: bool = False
    blocks: set[int] = field(default_factory=set)
    waits: dict[int, ListedAs] = field(default_factory=dict)

    def as_they_are(self) -> ListedAs:
        """What anybody sees who is not blocked and does not wait."""
        listed = self.visible and self.suspension is None and not self.left and not self.unlisted
        return ListedAs(listed, self.word, takes=not self.shut and not self.paused)


@dataclass
class Site:
    """Six people, what happens to them on the site, and the same in the rules' own words."""

    app: Flask
    people: People
    at: datetime
    six: list[Neighbour]

    def happens(self, act: str, who: int, other: int) -> None:
        """Do this on the site, if the person can still do it, or have it done to them."""
        one = self.six[who]
        if one.left:
            return
        if act == "blocks":
            self._blocks(who, other)
        elif act == "waits":
            self._waits(who, other)
        elif act == "writes":
            says(one.handle, headline=WORDS[other])
            one.word = WORDS[other]
        elif act in {"suspended", "lifted"}:
            self._suspended(one, act == "suspended")
        elif act == "leaves":
            close_account(one.handle.member, self.at)
            one.left = True
        else:
            self._changes(one, act)

    def _blocks(self, who: int, other: int) -> None:
        if who == other or self.six[other].left:
            return
        there = self.six[other].handle.id
        people_service.block(self.six[who].handle.id, there, self.at, kind=BlockKind.PERSON)
        self.six[who].blocks.add(other)

    def _waits(self, who: int, other: int) -> None:
        one, there = self.six[who], self.six[other]
        apart = other in one.blocks or who in there.blocks
        if who == other or there.left or other in one.waits or apart or not there.as_they_are().listed:
            return
        with atomic():
            people_service.take_snapshot(one.handle.member, there.handle.member, f"wait:{who}-{other}")
        one.waits[other] = there.as_they_are()

    def _suspended(self, one: Neighbour, is_wanted: bool) -> None:
        if is_wanted and one.suspension is None:
            one.suspension = suspended(self.app, one.handle, self.people.dan, self.at)
        elif not is_wanted and one.suspension is not None:
            suspensions.lift(one.suspension, "It was somebody else.", self.people.dan.member, self.at)
            one.suspension = None

    def _changes(self, one: Neighbour, act: str) -> None:
        if act in {"hides", "shows"}:
            one.visible = act == "shows"
            service.set_door(one.handle.member, DoorWishes(visible=one.visible, takes_direct_asks=True))
            return
        with atomic():
            member = one.handle.member
            if act in {"unlisted", "listed"}:
                member.unlisted = one.unlisted = act == "unlisted"
            elif act == "pauses":
                one.paused = True
                member.sign.paused_until = (self.at + timedelta(days=30)).date()
            else:
                one.shut = act == "shuts"
                member.sign.takes_asks = not one.shut

    def sees(self, who: int, other: int) -> ListedAs | None:
        """What one sees of another by the rules; None if not to be found by any word."""
        one, there = self.six[who], self.six[other]
        if who == other or other in one.blocks:
            return None
        if other in one.waits:
            return one.waits[other]
        now = there.as_they_are()
        return now if now.listed and who not in there.blocks else None

    def found(self, who: int, word: str, *, takes: bool) -> set[str]:
        """The names of those whom a search for a word should find, or for no word with an empty one."""
        seen = {other: self.sees(who, other) for other in SIX}
        return {
            self.six[other].handle.name
            for other, one in seen.items()
            if one and word in {"", one.word} and (one.takes or not takes)
        }


@pytest.fixture(autouse=True)
def dan(app: Flask, people: People) -> MemberHandle:
    """He is staff, and not in the list."""
    with app.app_context():
        service.set_door(people.dan.member, DoorWishes(visible=False, takes_direct_asks=True))
    return people.dan.becomes("admin")


@settings(max_examples=STORIES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=st.lists(acts, min_size=1, max_size=14))
def test_a_search_finds_whom_its_reader_may_find_and_nobody_else(
    app: Flask, people: People, at: datetime, story: list[Act]
) -> None:
    with app.app_context():
        site = Site(app, people, at, [_joins(people, letter) for letter in "uvwxyz"])
        for act in story:
            site.happens(*act)
        db.session.expire_all()
        for who in (one for one in SIX if not site.six[one].left):
            _as_the_rules_say(site, who, at)
        _nobody_is_left_for_the_next(site)


def _joins(people: People, letter: str) -> Neighbour:
    handle = people.join(f"Person {letter * 3}", f"{letter}{next(_NUMBERS)}@example.org")
    says(handle, headline=WORDS[0])
    return Neighbour(handle)


def _as_the_rules_say(site: Site, who: int, at: datetime) -> None:
    reader = site.six[who].handle.id
    for word in WORDS:
        for takes in (False, True):
            found = names(reader, at, word, takes_requests=takes)
            assert len(found) == len(set(found))
            assert set(found) == site.found(who, word, takes=takes), (who, word, takes)
    listed = {row.name for row in first_people(reader, at.date())[0]}
    assert listed == site.found(who, "", takes=False)


def _nobody_is_left_for_the_next(site: Site) -> None:
    for one in site.six:
        if not one.left:
            close_account(one.handle.member, site.at)
