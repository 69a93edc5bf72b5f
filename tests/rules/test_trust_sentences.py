"""Each sentence about trust that members read is true of every ledger."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from intro_app.trust.events import Event, Founder, Joined, Reversed, Severity, Upheld, Useful
from intro_app.trust.explain import explain
from intro_app.trust.policy import Words, words
from intro_app.trust.rules import TrustLevel
from intro_app.trust.score import PointsRule, effects, rebuild, score
from intro_app.trust.state import PointsBalance, State
from tests.support.trust.ledgers import (
    BEGIN,
    DAY,
    END,
    PEOPLE,
    in_good_standing,
    lasting_ledgers,
    ledgers,
    members,
    severities,
    times,
    useful,
)

LATER = [END, END + 400 * DAY, END + 4000 * DAY]
founded = st.lists(st.builds(Founder, st.just(BEGIN), members), min_size=1, max_size=5)
busy = st.builds(lambda first, rest: [*first, *rest], founded, st.lists(useful(), max_size=40))


def of(state: State, member: int) -> PointsBalance:
    return state.get(member, PointsBalance())


@given(busy, ledgers, useful())
def test_no_yes_ever_lowers_anybody(met: list[Event], others: list[Event], one_more: Useful) -> None:
    """Neither a score nor a word, nor what is left before a limit, whenever the yes came."""
    without, with_it = rebuild([*met, *others], END), rebuild([*met, *others, one_more], END)
    for member in PEOPLE:
        before, after = of(without, member), of(with_it, member)
        assert after.level >= before.level
        assert after.harm_at(END) == before.harm_at(END)
        assert all(score(after, at) >= score(before, at) - 1e-9 for at in LATER)


@given(busy, ledgers)
def test_a_confirmation_is_worth_one_a_half_or_nothing_by_the_word_of_its_giver(
    met: list[Event], others: list[Event]
) -> None:
    state = rebuild([*met, *others], END)
    for giver in PEOPLE:
        gained = effects(state, Useful(END, 1, 99, giver))[0].good
        told = words(state.get(giver), END)
        assert gained == {Words.TRUSTED: 1.0, Words.IN_GOOD_STANDING: 0.5}.get(told, 0.0)


@given(busy, ledgers)
def test_six_people_in_good_standing_end_new_here_and_a_trusted_one_counts_for_three(
    met: list[Event], others: list[Event]
) -> None:
    ledger = [*met, *others]
    named = {event.member for event in ledger if isinstance(event, Founder)}
    for member, one in rebuild(ledger, END).items():
        lines = [line.effect for line in explain(ledger, member, END)]
        voices = {line.other: 0.0 for line in lines if line.why == PointsRule.CONFIRMED}
        for line in lines:
            if line.why == PointsRule.CONFIRMED:
                voices[line.other] = max(voices[line.other], line.voice)
        counted = sum({0.0: 0, 0.5: 1, 1.0: 3}[voice] for voice in voices.values())
        assert one.known == (member in named or counted >= 6)


@given(busy, ledgers)
def test_a_word_does_not_fall_by_time(met: list[Event], others: list[Event]) -> None:
    state = rebuild([*met, *others], END)
    order = [Words.RECENT_UPHELD_REPORT, Words.NEW_HERE, Words.IN_GOOD_STANDING, Words.TRUSTED]
    for one in state.values():
        told = [order.index(words(one, END + days * DAY)) for days in (0, 1, 364, 366, 9999)]
        assert told == sorted(told)


@given(lasting_ledgers, severities, members)
def test_only_an_upheld_report_about_oneself_lets_a_word_fall(
    ledger: list[Event], severity: Severity, offender: int
) -> None:
    before = rebuild(ledger, END)
    after = rebuild([*ledger, Upheld(END, 1000, offender, severity, offender % 8 + 1)], END)
    assert all(of(after, member).level == of(before, member).level for member in PEOPLE if member != offender)
    assert of(after, offender).level >= min(of(before, offender).level, TrustLevel.IN_GOOD_STANDING)


@given(busy, ledgers)
def test_from_seventy_five_on_with_three_trusted_people_somebody_is_trusted(
    met: list[Event], others: list[Event]
) -> None:
    """Reached at some event, and above the line there: nobody waits for a further one."""
    ledger = [*met, *others]
    named = {event.member for event in ledger if isinstance(event, Founder)}
    for member, one in rebuild(ledger, END).items():
        lines = [line.effect for line in explain(ledger, member, END)]
        by = {line.other for line in lines if line.why == PointsRule.CONFIRMED and line.voice == 1.0}
        assert one.level < TrustLevel.TRUSTED or member in named or len(by) >= 3
        if len(by) >= 3 and one.touched is not None and one.score_at(one.touched) >= 75 + 1e-9:
            assert one.level is TrustLevel.TRUSTED or one.shared or one.harm


@given(busy, ledgers)
def test_people_in_good_standing_alone_make_nobody_trusted(met: list[Event], others: list[Event]) -> None:
    """However many they are, and however high the score."""
    crowd = range(100, 120)
    ledger = [event for one in crowd for event in in_good_standing(one)]
    ledger += [Useful(END, one, 99, one) for one in crowd]
    found = rebuild([*met, *others, *ledger], END)[99]
    assert found.score_at(END) > 75
    assert found.level is TrustLevel.IN_GOOD_STANDING


@given(busy, severities, members, times)
def test_a_report_reversed_never_was(
    ledger: list[Event], severity: Severity, offender: int, when: object
) -> None:
    report = Upheld(BEGIN + 100 * DAY, 1000, offender, severity, offender % 8 + 1)
    assert rebuild([*ledger, report, Reversed(END, 1000)], END) == rebuild(ledger, END)


@given(busy, severities, members)
def test_who_vouched_or_invited_carries_a_part_and_nobody_else_anything(
    ledger: list[Event], severity: Severity, offender: int
) -> None:
    inviter, connector = offender % 8 + 1, (offender + 1) % 8 + 1
    came = replace(Joined(BEGIN, offender), inviter=inviter)
    harmed = [came, *ledger, Upheld(BEGIN + 365 * DAY, 1000, offender, severity, connector)]
    state = rebuild(harmed, END)
    assert {member for member, one in state.items() if one.harm_at(END)} == {offender, inviter, connector}
    assert of(state, inviter).shared_harm_at(END) <= of(state, offender).own_harm_at(END)
