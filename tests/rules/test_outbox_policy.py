"""What follows from each outcome of an attempt to send."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.outbox import policy
from intro_app.outbox.policy import DropReason, Next, Pauses, Record, SendOutcome

AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
PAUSES = Pauses(retry=timedelta(seconds=30), unsure=timedelta(minutes=10))
FRESH = Record(not_before=AT, attempts=1, unsure=0, stumbles=0)

chances = st.floats(0, 1)
attempts = st.integers(1, 10_000)


def after(outcome: SendOutcome, record: Record = FRESH, at: datetime = AT, chance: float = 0.5) -> Next:
    return policy.after(outcome, record, PAUSES, at=at, chance=chance)


@given(attempts, chances)
def test_no_retry_comes_at_once_and_none_later_than_an_hour_and_a_fifth(count: int, chance: float) -> None:
    pause = policy.backoff(count, timedelta(seconds=30), chance)
    assert timedelta(seconds=24) <= pause <= timedelta(minutes=72)


@given(st.integers(1, 7))
def test_each_pause_is_twice_the_one_before(count: int) -> None:
    first = timedelta(seconds=10)
    assert policy.backoff(count + 1, first, 0.5) == 2 * policy.backoff(count, first, 0.5)


@given(attempts, chances)
def test_chance_moves_a_pause_by_a_fifth_at_most(count: int, chance: float) -> None:
    middle = policy.backoff(count, timedelta(seconds=30), 0.5)
    assert 0.8 * middle <= policy.backoff(count, timedelta(seconds=30), chance) <= 1.2 * middle


@given(attempts, chances, st.floats(0.1, 3600), st.floats(0.1, 7200))
def test_no_pause_looks_like_a_clock_that_ran_ahead(
    count: int, chance: float, retry: float, unsure: float
) -> None:
    pauses = Pauses(timedelta(seconds=retry), timedelta(seconds=unsure))
    for outcome in (SendOutcome.LATER, SendOutcome.PUT_OFF, SendOutcome.UNSURE, SendOutcome.STUMBLED):
        due_at = policy.after(outcome, Record(AT, count, 0, 0), pauses, at=AT, chance=chance).due_at
        assert due_at is not None
        assert AT < due_at <= AT + pauses.longest


@given(
    st.sampled_from(SendOutcome), attempts, st.integers(0, 9), st.integers(0, 9), st.floats(0, 200), chances
)
def test_every_outcome_but_success_leads_to_another_try_or_an_end_never_to_both(
    outcome: SendOutcome, count: int, unsure: int, stumbles: int, hours: float, chance: float
) -> None:
    following = after(outcome, Record(AT, count, unsure, stumbles), AT + timedelta(hours=hours), chance)
    decided = (following.due_at is not None) + (following.drop is not None)
    assert decided == (0 if outcome is SendOutcome.SENT else 1)


def test_a_mailbox_that_does_not_exist_is_never_tried_again() -> None:
    assert after(SendOutcome.NO_MAILBOX).drop is DropReason.REFUSED


def test_an_unconfirmed_message_waits_as_long_as_a_server_may_think() -> None:
    assert after(SendOutcome.UNSURE).due_at == AT + timedelta(minutes=10)


def test_an_unconfirmed_message_is_repeated_three_times_at_most() -> None:
    ends = [after(SendOutcome.UNSURE, Record(AT, 1 + n, n, 0)).drop for n in range(4)]
    assert ends == [None, None, None, DropReason.PARKED]


def test_a_message_that_nobody_takes_for_three_days_is_parked() -> None:
    assert after(SendOutcome.LATER, at=AT + timedelta(hours=71)).drop is None
    assert after(SendOutcome.LATER, at=AT + timedelta(hours=73)).drop is DropReason.PARKED


def test_a_message_that_we_fail_on_ourselves_is_parked_after_five_tries() -> None:
    ends = [after(SendOutcome.STUMBLED, Record(AT, 1 + n, 0, n)).drop for n in range(5)]
    assert ends == [None, None, None, None, DropReason.PARKED]


def test_a_message_whose_lease_ran_out_is_due_at_once() -> None:
    assert after(SendOutcome.LATE).due_at == AT


@given(st.integers(0, 4))
def test_a_few_failures_do_not_send_a_domain_to_rest(failures: int) -> None:
    assert policy.rest_of_domain(failures, AT) is None


@given(st.integers(5, 10_000))
def test_a_domain_rests_a_minute_at_first_and_never_longer_than_an_hour(failures: int) -> None:
    until = policy.rest_of_domain(failures, AT)
    assert until is not None
    assert timedelta(minutes=1) <= until - AT <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("scope", "security", "stopped"),
    [
        ("everything", False, True),
        ("everything", True, False),
        ("introduction:9", False, True),
        ("introduction:9", True, True),
        ("introduction:10", False, False),
    ],
)
def test_a_suppression_stops_its_own_scope_and_everything_but_security_mail(
    scope: str, security: bool, stopped: bool
) -> None:
    assert policy.stops(scope, AT, ["introduction:9"], security=security, at=AT) is stopped


def test_a_mailbox_that_bounced_rests_for_thirty_days() -> None:
    assert policy.stops(policy.BOUNCED, AT, (), security=False, at=AT + timedelta(days=29))
    assert not policy.stops(policy.BOUNCED, AT, (), security=False, at=AT + timedelta(days=31))
