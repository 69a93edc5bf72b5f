"""Whose words meet, whom a connector is shown, and when, decided without a database."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from intro_app.suggestions.policy import (
    MOST_A_WEEK,
    MOST_AT_ONCE,
    Candidate,
    Match,
    chosen,
    matches,
    next_turn,
    pair_of,
)
from intro_app.text.searching import Offers, meeting_of, telling_forms

KEY = "k" * 32
texts = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ('"', "NEAR(bees wax)", "bees* OR *", "' OR 1=1 --", "🙂 bees", "養蜂", "\x00bees", "bees " * 2000)
    ),
)


def people(*said: tuple[str, str]) -> list[Candidate]:
    """Candidates with what they look for and can help with, numbered from one."""
    return [Candidate(number, *each) for number, each in enumerate(said, start=1)]


def test_stems_meet_in_three_languages_and_common_words_do_not() -> None:
    fit = (
        ("Bookkeeping for a charity", "I keep the books of charities"),
        ("Obstbaumschnitt, alte Bäume", "Schneidet jeden Baum"),
        ("Contratos de alquiler", "Un contrato, dos contratos"),
        ("養蜂を学びたい", "都市での養蜂"),
    )
    for wanted, offered in fit:
        assert meeting_of(wanted, offered), wanted
    assert meeting_of("Someone who can help me with my work", "I can help people with work") is None
    assert meeting_of("", "anything") is None


def test_a_pair_is_found_once_and_nobody_meets_themselves() -> None:
    both = ("Beekeeping in winter", "Beekeeping in summer")
    found = matches(people(both, both, ("", "Sailing")), 1, KEY)
    assert [match.pair for match in found] == [(1, 2)]


@given(st.lists(st.tuples(texts, texts), max_size=8))
def test_nothing_written_breaks_it(said: list[tuple[str, str]]) -> None:
    for match in matches(people(*said), 1, KEY):
        assert match.seeker_id != match.helper_id
        one, other = said[match.seeker_id - 1][0], said[match.helper_id - 1][1]
        assert telling_forms(one) & telling_forms(other)


@given(st.lists(st.tuples(texts, texts), min_size=2, max_size=6), st.randoms())
def test_who_joined_first_changes_nothing(said: list[tuple[str, str]], random: Random) -> None:
    here = people(*said)
    shuffled = list(here)
    random.shuffle(shuffled)
    assert matches(here, 1, KEY) == matches(shuffled, 1, KEY)


ids = st.integers(1, 6)
pairs = st.tuples(ids, ids).filter(lambda pair: pair[0] != pair[1])


@given(st.lists(pairs, max_size=30), st.sets(pairs, max_size=5), st.dictionaries(ids, st.integers(0, 3)))
def test_nobody_is_shown_too_often(
    found: list[tuple[int, int]], rests: set[tuple[int, int]], times: dict[int, int]
) -> None:
    rests = {pair_of(*pair) for pair in rests}
    shown = chosen([Match(*pair, 1.0) for pair in found], rests, times)
    assert len(shown) <= MOST_AT_ONCE
    assert not {match.pair for match in shown} & rests
    counted = Counter(one for match in shown for one in match.pair)
    assert all(times.get(one, 0) + number <= MOST_A_WEEK for one, number in counted.items())


@given(
    st.integers(1, 2**31 - 1),
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
)
def test_everybody_has_a_turn_every_weekend(member_id: int, at: datetime) -> None:
    turn = next_turn(member_id, at, KEY)
    assert turn.weekday() in {5, 6}
    assert timedelta(0) < turn - at < timedelta(days=9)
    assert turn < next_turn(member_id, turn, KEY) < turn + timedelta(days=9)


def test_a_rare_word_counts_more_than_one_that_many_say() -> None:
    common = dict.fromkeys(range(2, 40), "Chess on Sundays")
    offers = Offers({1: "Chess and beekeeping", **common})
    met = offers.met_by("Beekeeping, or chess")
    assert set(met) == {1}
    assert met[1].words == ("Beekeeping", "chess")
