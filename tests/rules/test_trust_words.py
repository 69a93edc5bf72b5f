"""What others see, what harm does to asking, and the lines that explain a number."""

from datetime import timedelta

import pytest
from hypothesis import given

from intro_app.trust.events import Event, Founder, Severity, Upheld, Useful, in_order, named_in
from intro_app.trust.explain import explain
from intro_app.trust.policy import AskLimit, Lines, Words, calibrated, effect, fades_below, limit, words
from intro_app.trust.rules import TrustLevel
from intro_app.trust.score import effects, rebuild, score
from intro_app.trust.state import PointsBalance, weight
from tests.support.trust.ledgers import (
    BEGIN,
    DAY,
    END,
    PEOPLE,
    in_good_standing,
    lasting_ledgers,
    ledgers,
    trusted,
)


@given(ledgers)
def test_the_lines_add_up_to_the_state(ledger: list[Event]) -> None:
    state = rebuild(ledger, END)
    for member in PEOPLE:
        lines, standing = explain(ledger, member, END), state.get(member, PointsBalance())
        assert sum(line.good for line in lines) == pytest.approx(standing.good_at(END), abs=1e-9)
        assert sum(line.harm for line in lines) == pytest.approx(standing.harm_at(END), abs=1e-9)


@given(ledgers)
def test_every_line_says_its_rule_and_until_when(ledger: list[Event]) -> None:
    for line in explain(ledger, 1, END):
        assert line.sentence
        assert line.until >= line.event.at
        assert line.effect.member == 1


@given(lasting_ledgers)
def test_an_event_touches_only_those_it_names_and_an_inviter(ledger: list[Event]) -> None:
    state = rebuild(ledger, END)
    inviters = {one.inviter for one in state.values()}
    for event in ledger:
        assert {effect.member for effect in effects(state, event)} <= {*named_in(event), *inviters}


def test_a_confirmation_that_counts_less_says_why() -> None:
    ledger = [*in_good_standing(1), Useful(BEGIN + DAY, 1, 1, 2), Useful(BEGIN + DAY, 2, 1, 2)]
    first, second = explain(ledger, 2, BEGIN + DAY)
    assert (len(first.reasons), len(second.reasons)) == (1, 2)
    assert second.good == pytest.approx(first.good / 2)


@pytest.mark.parametrize(
    ("by_trusted", "by_known"), [(2, 0), (1, 3), (0, 6)], ids=["two trusted", "one and three", "six"]
)
def test_somebody_is_new_until_six_count_of_whom_a_trusted_one_is_three(
    by_trusted: int, by_known: int
) -> None:
    ledger: list[Event] = []
    for outsider in range(2, 2 + by_trusted + by_known):
        assert words(rebuild(ledger, END).get(1), END) is Words.NEW_HERE
        is_trusted = outsider < 2 + by_trusted
        ledger += trusted(outsider) if is_trusted else in_good_standing(outsider)
        ledger.append(Useful(END, outsider, 1, outsider))
    assert words(rebuild(ledger, END)[1], END) is Words.IN_GOOD_STANDING


def test_somebody_who_was_in_good_standing_and_is_trusted_now_counts_once_as_trusted() -> None:
    """What counts of a person is the highest word they had when they found an introduction worth it."""
    met: list[Event] = [
        *in_good_standing(2),
        *in_good_standing(3),
        Useful(BEGIN + DAY, 1, 1, 2),
        Useful(BEGIN + DAY, 2, 1, 3),
    ]
    assert rebuild(met, END)[1].confirmers() == 2
    again: list[Event] = [Founder(BEGIN + 2 * DAY, 2), Useful(BEGIN + 3 * DAY, 3, 1, 2)]
    assert rebuild([*met, *again], END)[1].confirmers() == 4


def test_a_founder_is_trusted_and_an_upheld_report_is_said_first() -> None:
    ledger: list[Event] = [Founder(BEGIN, 1)]
    assert words(rebuild(ledger, BEGIN)[1], BEGIN) is Words.TRUSTED
    ledger.append(Upheld(BEGIN, 1, 1, Severity.MODERATE))
    assert words(rebuild(ledger, BEGIN)[1], BEGIN) is Words.RECENT_UPHELD_REPORT
    assert words(rebuild(ledger, BEGIN)[1], BEGIN + 365 * DAY) is not Words.RECENT_UPHELD_REPORT


def test_others_read_of_a_grave_report_for_a_year_at_most() -> None:
    standing = rebuild([*trusted(1), Upheld(BEGIN, 1, 1, Severity.GRAVE)], BEGIN)[1]
    assert words(standing, BEGIN + 365 * DAY) is Words.RECENT_UPHELD_REPORT
    assert words(standing, BEGIN + 366 * DAY) is Words.TRUSTED
    assert standing.harm_at(BEGIN + 366 * DAY) > 4


@pytest.mark.parametrize(
    ("harm", "known", "expected"),
    [
        (0, False, AskLimit.NONE),
        (1, False, AskLimit.NONE),
        (2, False, AskLimit.ONE_HELD),
        (3, True, AskLimit.NONE),
        (5, True, AskLimit.ONE_HELD),
        (8, True, AskLimit.PAUSED),
    ],
)
def test_harm_decides_the_limits(harm: float, known: bool, expected: AskLimit) -> None:
    level = TrustLevel.IN_GOOD_STANDING if known else TrustLevel.NEW_HERE
    assert limit(PointsBalance(harm=harm * weight(END), touched=END, level=level), END) is expected


def test_the_first_word_that_counts_lifts_the_line_of_a_newcomer() -> None:
    """One moderate report holds the asks of somebody nobody confirmed, not of somebody met by one founder."""
    report = Upheld(END, 1, 1, Severity.MODERATE)
    assert limit(rebuild([report], END)[1], END) is AskLimit.ONE_HELD
    assert limit(rebuild([report, Useful(BEGIN, 1, 1, 3)], END)[1], END) is AskLimit.ONE_HELD
    met = rebuild([report, Founder(BEGIN, 2), Useful(BEGIN + DAY, 1, 1, 2)], END)[1]
    assert words(met, END) is not Words.IN_GOOD_STANDING
    assert limit(met, END) is AskLimit.NONE
    assert effect(Severity.SEVERE, met, END).limit is AskLimit.NONE


@given(ledgers)
def test_good_points_and_the_score_limit_nobody(ledger: list[Event]) -> None:
    for one in rebuild(ledger, END).values():
        if one.harm_at(END) == 0:
            assert limit(one, END) is AskLimit.NONE


def test_the_day_when_harm_has_faded_is_told_in_advance() -> None:
    standing = PointsBalance(harm=6, touched=BEGIN)
    assert fades_below(standing, 3, BEGIN) == BEGIN + timedelta(days=365)
    assert fades_below(standing, 6, BEGIN) == BEGIN


def test_the_lines_are_drawn_so_that_at_most_one_in_two_hundred_is_touched() -> None:
    peaks = [0.0] * 990 + [5.0] * 6 + [9.0] * 4
    lines = calibrated(peaks)
    assert lines == Lines(new=1.0, held=5.0, paused=7.0)
    assert sum(peak > lines.held for peak in peaks) <= len(peaks) * 0.005


def test_the_score_is_the_one_that_the_page_explains() -> None:
    ledger = [*trusted(2), Useful(BEGIN, 1, 1, 2), Upheld(BEGIN, 1, 1, Severity.MINOR)]
    good, harm = (sum(getattr(line, kind) for line in explain(ledger, 1, END)) for kind in ("good", "harm"))
    assert score(rebuild(ledger, END)[1], END) == pytest.approx(100 * (good + 2.5) / (good + harm + 5))


@given(ledgers)
def test_events_come_in_order(ledger: list[Event]) -> None:
    found = list(in_order(ledger))
    assert [event.at for event in found] == sorted(event.at for event in ledger)
