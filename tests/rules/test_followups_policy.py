"""When an answer counts and what two of them make."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.followups import policy
from intro_app.followups.answers import AsSaid, Said, Talked, Worth

AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
GOOD = Said(talked=Talked.YES, worth=Worth.YES)

anything = st.builds(
    Said,
    talked=st.none() | st.sampled_from(Talked),
    worth=st.none() | st.sampled_from(Worth),
    as_said=st.none() | st.sampled_from(AsSaid),
    connector_may_know=st.booleans(),
)


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        (Said(), False),
        (Said(connector_may_know=True), False),
        (Said(talked=Talked.NOT_YET), False),
        (Said(talked=Talked.NOT_YET, worth=Worth.YES), False),
        (Said(talked=Talked.NO), True),
        (Said(talked=Talked.HEARD_NOTHING), True),
        (Said(worth=Worth.SO_SO), True),
        (Said(as_said=AsSaid.NO), True),
    ],
)
def test_not_yet_and_nothing_are_no_answers_that_count(said: Said, counts: bool) -> None:
    assert policy.is_in(said) is counts
    assert policy.all_in([said, GOOD]) is policy.all_in([GOOD, said]) is counts


@given(anything, anything)
def test_only_two_clear_words_make_a_useful_introduction(one: Said, other: Said) -> None:
    useful = policy.is_useful([one, other])
    assert useful == policy.is_useful([other, one])
    if useful:
        assert {one.worth, other.worth} == {Worth.YES}
        assert not {one.talked, other.talked} & {Talked.NO, Talked.NOT_YET, Talked.HEARD_NOTHING}


@given(anything, anything)
def test_the_connector_hears_only_of_useful_ones_and_only_with_both_ticks(one: Said, other: Said) -> None:
    if policy.connector_may_know([one, other]):
        assert policy.is_useful([one, other])
        assert one.connector_may_know
        assert other.connector_may_know


def test_what_the_ask_said_changes_nothing_by_itself() -> None:
    off = Said(talked=Talked.YES, worth=Worth.YES, as_said=AsSaid.NO)
    assert policy.is_useful([off, GOOD])


@given(anything, st.integers(0, 60), st.booleans())
def test_only_not_yet_is_asked_once_more_and_never_after_the_end(
    said: Said, days_left: int, asked: bool
) -> None:
    ends_at = AT + timedelta(days=days_left)
    again_at = policy.ask_once_more(said, AT, ends_at=ends_at, asked=asked)
    wanted = said.talked is Talked.NOT_YET and not asked and days_left > 21
    assert again_at == (AT + timedelta(days=21) if wanted else None)


def test_one_or_two_who_heard_nothing_may_simply_have_been_unlucky() -> None:
    assert [policy.speaks_of_silence(people) for people in range(5)] == [False, False, False, True, True]
