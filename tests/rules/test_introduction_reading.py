"""What each party may know of an introduction: nothing that distinguishes a no from silence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from intro_app.introductions import reading
from intro_app.introductions.reading import Glance, Group, Status
from intro_app.introductions.states import Answer, Role, State, Way

AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
TEXT = {"someone": "someone with a mill", "first_described": "a singer", "second_described": "a carpenter"}
ENDED = (State.CONNECTED, State.CLOSED)


def glance(way: Way, role: Role, state: State = State.ASKING, **more: object) -> Glance:
    """An introduction of Alice, Carol and Bob as one of them sees it."""
    seen = Glance(
        public_id="x",
        way=way,
        state=state,
        role=role,
        first="Alice",
        second="Carol",
        connector="Bob",
        text=TEXT,
        sent_at=AT,
        closes_at=AT + timedelta(days=10),
    )
    return replace(seen, **more)  # type: ignore[arg-type]  # the fields of a Glance


def shown(seen: Glance) -> tuple[object, ...]:
    """Everything that a reader is told or offered."""
    names = tuple(reading.name(seen, role) for role in Role)
    buttons = reading.may_withdraw(seen), reading.may_take_back(seen), reading.may_undo(seen)
    times = (
        reading.waits_until(seen),
        reading.goes_out_at(seen, AT + timedelta(minutes=5), timedelta(minutes=15)),
    )
    return reading.status(seen), reading.group(seen), reading.ended_on(seen), names, buttons, times


@pytest.mark.parametrize("way", Way)
def test_until_they_are_told_an_author_sees_no_difference_between_open_and_closed(way: Way) -> None:
    author = Role.CONNECTOR if way is Way.OFFERED else Role.FIRST
    for agreed_at in (None, AT):
        states = [State.ASKING, State.CLOSED] if agreed_at is None else [State.AGREED, State.CLOSED]
        assert len({shown(glance(way, author, state, agreed_at=agreed_at)) for state in states}) == 1


@pytest.mark.parametrize("way", Way)
def test_until_they_are_told_who_said_yes_sees_no_difference_either(way: Way) -> None:
    author = Role.CONNECTOR if way is Way.OFFERED else Role.FIRST
    for role in set(Role) - {author}:
        said = {shown(glance(way, role, state, answer=Answer.YES)) for state in (State.ASKING, State.CLOSED)}
        assert len(said) == 1


@pytest.mark.parametrize("way", [Way.DIRECT, Way.NAMED, Way.BLIND])
def test_a_requester_reads_four_words(way: Way) -> None:
    words = {
        reading.status(glance(way, Role.FIRST, state, author_told=told))
        for state, told in product(State, (False, True))
        if told <= (state in ENDED)
    }
    assert words == {Status.HELD, Status.WAITING, Status.CONNECTED, Status.CLOSED}


NAMES = {  # who sees which names (first, second, connector) while nothing is connected
    (Way.DIRECT, Role.FIRST): ("Alice", "Carol"),
    (Way.DIRECT, Role.SECOND): ("Alice", "Carol"),
    (Way.NAMED, Role.FIRST): ("Alice", "Carol"),
    (Way.NAMED, Role.SECOND): ("Alice", "Carol"),
    (Way.NAMED, Role.CONNECTOR): ("Alice", "Carol"),
    (Way.BLIND, Role.FIRST): ("Alice", "someone with a mill"),
    (Way.BLIND, Role.SECOND): ("Alice", "Carol"),
    (Way.BLIND, Role.CONNECTOR): ("Alice", "Carol"),
    (Way.OFFERED, Role.FIRST): ("Alice", "a carpenter"),
    (Way.OFFERED, Role.SECOND): ("a singer", "Carol"),
    (Way.OFFERED, Role.CONNECTOR): ("Alice", "Carol"),
}


@pytest.mark.parametrize(("way", "role"), NAMES)
def test_names_are_known_as_far_as_the_way_allows(way: Way, role: Role) -> None:
    for state in set(State) - {State.CONNECTED}:
        seen = glance(way, role, state)
        assert (reading.name(seen, Role.FIRST), reading.name(seen, Role.SECOND)) == NAMES[way, role]
        assert reading.name(seen, Role.CONNECTOR) == "Bob"
    connected = glance(way, role, State.CONNECTED)
    assert (reading.name(connected, Role.FIRST), reading.name(connected, Role.SECOND)) == ("Alice", "Carol")


@pytest.mark.parametrize(("way", "role"), NAMES)
@pytest.mark.parametrize("state", ENDED)
def test_what_has_ended_for_its_reader_offers_nothing_more(way: Way, role: Role, state: State) -> None:
    told = {"author_told": True, "wound_up": True, "agreed_at": AT}
    for answer in (None, *Answer):
        seen = glance(way, role, state, answer=answer, **told)
        assert not any([reading.may_withdraw(seen), reading.may_take_back(seen), reading.may_undo(seen)])


@pytest.mark.parametrize("answer", set(Answer) - {Answer.YES})
def test_who_said_no_reads_what_they_said(answer: Answer) -> None:
    for state, over in product((State.ASKING, State.CLOSED), (False, True)):
        seen = glance(Way.NAMED, Role.SECOND, state, answer=answer, wound_up=over)
        assert reading.status(seen) is Status.SAID_NO
        assert reading.waits_until(seen) is None


def test_who_is_asked_reads_until_when() -> None:
    seen = glance(Way.DIRECT, Role.SECOND, decide_by=AT + timedelta(days=9))
    assert (reading.status(seen), reading.waits_until(seen)) == (Status.YOURS, AT + timedelta(days=9))


def test_at_a_glance_what_waits_for_me_stands_first_and_what_is_over_last() -> None:
    asked = glance(Way.DIRECT, Role.SECOND)
    sent, held = glance(Way.DIRECT, Role.FIRST), glance(Way.DIRECT, Role.FIRST, State.HELD)
    agreed = glance(Way.DIRECT, Role.SECOND, answer=Answer.YES)
    refused, met = replace(asked, answer=Answer.NO), replace(asked, state=State.CONNECTED)
    found = reading.grouped([met, sent, refused, asked, held, agreed])
    assert list(found.items()) == [
        (Group.MINE, [asked]),
        (Group.OTHERS, [sent, held, agreed]),
        (Group.ENDED, [met, refused]),
    ]


def test_nobody_reads_when_it_ended_before_they_read_that_it_ended() -> None:
    waiting = glance(Way.DIRECT, Role.FIRST, State.CLOSED, told_at=AT)
    assert reading.ended_on(waiting) is None
    assert reading.ended_on(replace(waiting, author_told=True)) == AT
    assert reading.ended_on(glance(Way.DIRECT, Role.SECOND, answer=Answer.NO, told_at=AT)) is None
