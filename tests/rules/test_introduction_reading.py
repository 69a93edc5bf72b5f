"""What each party may know of an introduction: nothing that distinguishes a no from silence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from intro_app.introductions.reading import Group, IntroductionView, Status, grouped
from intro_app.introductions.states import Answer, Role, State, Way

AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
TEXT = {"someone": "someone with a mill", "first_described": "a singer", "second_described": "a carpenter"}
ENDED = (State.CONNECTED, State.CLOSED)


def view(way: Way, role: Role, state: State = State.ASKING, **more: object) -> IntroductionView:
    """An introduction of Alice, Carol and Bob as one of them sees it."""
    seen = IntroductionView(
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
    return replace(seen, **more)  # type: ignore[arg-type]  # the fields of an IntroductionView


def shown(seen: IntroductionView) -> tuple[object, ...]:
    """Everything that a reader is told or offered."""
    names = tuple(seen.name_of(role) for role in Role)
    buttons = seen.may_withdraw, seen.may_take_back, seen.may_undo
    times = (
        seen.waits_until,
        seen.goes_out_at(AT + timedelta(minutes=5), timedelta(minutes=15)),
    )
    return seen.status, seen.group, seen.ended_on, names, buttons, times


@pytest.mark.parametrize("way", Way)
def test_until_they_are_told_an_author_sees_no_difference_between_open_and_closed(way: Way) -> None:
    author = Role.CONNECTOR if way is Way.OFFERED else Role.FIRST
    for agreed_at in (None, AT):
        states = [State.ASKING, State.CLOSED] if agreed_at is None else [State.AGREED, State.CLOSED]
        assert len({shown(view(way, author, state, agreed_at=agreed_at)) for state in states}) == 1


@pytest.mark.parametrize("way", Way)
def test_until_they_are_told_who_said_yes_sees_no_difference_either(way: Way) -> None:
    author = Role.CONNECTOR if way is Way.OFFERED else Role.FIRST
    for role in set(Role) - {author}:
        said = {shown(view(way, role, state, answer=Answer.YES)) for state in (State.ASKING, State.CLOSED)}
        assert len(said) == 1


@pytest.mark.parametrize("way", [Way.DIRECT, Way.NAMED, Way.BLIND])
def test_a_requester_reads_four_words(way: Way) -> None:
    words = {
        view(way, Role.FIRST, state, author_told=told).status
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
        seen = view(way, role, state)
        assert (seen.name_of(Role.FIRST), seen.name_of(Role.SECOND)) == NAMES[way, role]
        assert seen.name_of(Role.CONNECTOR) == "Bob"
    connected = view(way, role, State.CONNECTED)
    assert (connected.name_of(Role.FIRST), connected.name_of(Role.SECOND)) == ("Alice", "Carol")


@pytest.mark.parametrize(("way", "role"), NAMES)
@pytest.mark.parametrize("state", ENDED)
def test_what_has_ended_for_its_reader_offers_nothing_more(way: Way, role: Role, state: State) -> None:
    told = {"author_told": True, "wound_up": True, "agreed_at": AT}
    for answer in (None, *Answer):
        seen = view(way, role, state, answer=answer, **told)
        assert not any([seen.may_withdraw, seen.may_take_back, seen.may_undo])


@pytest.mark.parametrize("answer", set(Answer) - {Answer.YES})
def test_who_said_no_reads_what_they_said(answer: Answer) -> None:
    for state, over in product((State.ASKING, State.CLOSED), (False, True)):
        seen = view(Way.NAMED, Role.SECOND, state, answer=answer, wound_up=over)
        assert seen.status is Status.SAID_NO
        assert seen.waits_until is None


def test_who_is_asked_reads_until_when() -> None:
    seen = view(Way.DIRECT, Role.SECOND, decide_by=AT + timedelta(days=9))
    assert (seen.status, seen.waits_until) == (Status.YOURS, AT + timedelta(days=9))


def test_at_a_glance_what_waits_for_me_stands_first_and_what_is_over_last() -> None:
    asked = view(Way.DIRECT, Role.SECOND)
    sent, held = view(Way.DIRECT, Role.FIRST), view(Way.DIRECT, Role.FIRST, State.HELD)
    agreed = view(Way.DIRECT, Role.SECOND, answer=Answer.YES)
    refused, met = replace(asked, answer=Answer.NO), replace(asked, state=State.CONNECTED)
    found = grouped([met, sent, refused, asked, held, agreed])
    assert list(found.items()) == [
        (Group.MINE, [asked]),
        (Group.OTHERS, [sent, held, agreed]),
        (Group.ENDED, [met, refused]),
    ]


def test_nobody_reads_when_it_ended_before_they_read_that_it_ended() -> None:
    waiting = view(Way.DIRECT, Role.FIRST, State.CLOSED, told_at=AT)
    assert waiting.ended_on is None
    assert replace(waiting, author_told=True).ended_on == AT
    assert view(Way.DIRECT, Role.SECOND, answer=Answer.NO, told_at=AT).ended_on is None
