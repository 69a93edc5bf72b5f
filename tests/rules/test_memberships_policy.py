"""Who is a member when, from dates and Stripe's words alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.memberships.policy import (
    GRACE,
    REGRET,
    MembershipFacts,
    MembershipStatus,
    is_member,
    may_regret,
    paid_until,
    standing,
)
from intro_app.memberships.snapshot import StripeSnapshot, Subscription

START = datetime(2026, 5, 4, tzinfo=UTC)
END = START + timedelta(days=30)
DAY = timedelta(days=1)

STATUSES = st.sampled_from(
    [
        "",
        "active",
        "trialing",
        "past_due",
        "unpaid",
        "canceled",
        "incomplete",
        "incomplete_expired",
        "paused",
        "new",
    ]
)
MOMENTS = st.integers(-100, 100).map(lambda days: START + timedelta(days=days))
FACTS = st.builds(
    MembershipFacts,
    STATUSES,
    MOMENTS | st.none(),
    MOMENTS | st.none(),
    MOMENTS | st.none(),
    MOMENTS | st.none(),
)


@pytest.mark.parametrize(
    ("facts", "at", "expected"),
    [
        (MembershipFacts(), START, MembershipStatus.NONE),
        (MembershipFacts("incomplete", START, END), START, MembershipStatus.NONE),
        (MembershipFacts("incomplete_expired", START, END), START, MembershipStatus.NONE),
        (MembershipFacts("active", START, END), START, MembershipStatus.PAYING),
        (MembershipFacts("active", START, END), END + GRACE - DAY, MembershipStatus.PAYING),
        (MembershipFacts("active", START, END), END + GRACE, MembershipStatus.ENDED),
        (MembershipFacts("active", START, END, END), END - DAY, MembershipStatus.LEAVING),
        (MembershipFacts("active", START, END, END), END, MembershipStatus.ENDED),
        (MembershipFacts("past_due", START, END), START + GRACE - DAY, MembershipStatus.UNPAID),
        (MembershipFacts("past_due", START, END), START + GRACE, MembershipStatus.ENDED),
        (MembershipFacts("unpaid", START, END), START + DAY, MembershipStatus.UNPAID),
        (MembershipFacts("past_due", START, END, START + DAY), START + DAY, MembershipStatus.ENDED),
        (MembershipFacts("canceled", START, END), START, MembershipStatus.ENDED),
        (MembershipFacts("paused", START, END), START, MembershipStatus.ENDED),
        (MembershipFacts("a word that Stripe invents later", START, END), START, MembershipStatus.ENDED),
        (MembershipFacts(given_until=END), END - DAY, MembershipStatus.GIVEN),
        (MembershipFacts(given_until=END), END, MembershipStatus.NONE),
        (MembershipFacts("canceled", START, END, given_until=END), START, MembershipStatus.GIVEN),
        (MembershipFacts("active", START, END, given_until=END), START, MembershipStatus.PAYING),
    ],
)
def test_how_somebody_stands(facts: MembershipFacts, at: datetime, expected: MembershipStatus) -> None:
    assert standing(facts, at) is expected


@given(FACTS, MOMENTS, st.integers(0, 100))
def test_without_news_nobody_becomes_a_member_again(facts: MembershipFacts, at: datetime, days: int) -> None:
    if not is_member(facts, at):
        assert not is_member(facts, at + timedelta(days=days))


@given(FACTS, MOMENTS)
def test_what_is_given_takes_nothing_away(facts: MembershipFacts, at: datetime) -> None:
    without = MembershipFacts(facts.status, facts.period_start, facts.period_end, facts.ends_at)
    assert is_member(facts, at) >= is_member(without, at)


@given(FACTS, MOMENTS)
def test_the_day_that_a_page_names_is_the_last(facts: MembershipFacts, at: datetime) -> None:
    if standing(facts, at) in {MembershipStatus.LEAVING, MembershipStatus.UNPAID}:
        until = paid_until(facts)
        assert until is not None
        assert standing(facts, until) is not standing(facts, at)


def test_two_weeks_to_think_again() -> None:
    assert may_regret(START, START + REGRET - DAY)
    assert not may_regret(START, START + REGRET)
    assert not may_regret(None, START)


@pytest.mark.parametrize(
    ("statuses", "counts"),
    [
        ([], None),
        (["canceled"], 0),
        (["canceled", "active"], 1),
        (["active", "canceled"], 0),
        (["past_due", "active"], 1),
        (["incomplete", "past_due", "canceled"], 1),
        (["active", "active"], 1),
        (["canceled", "incomplete_expired"], 1),
    ],
)
def test_of_several_standing_orders_the_one_that_is_paid_counts(
    statuses: list[str], counts: int | None
) -> None:
    """Each is newer than the one before."""
    orders = [
        Subscription(f"sub_{n}", status, START + n * DAY, START, END, None, None, 500, "eur", "month")
        for n, status in enumerate(statuses)
    ]
    found = StripeSnapshot(orders).subscription
    assert (found.id if found else None) == (None if counts is None else f"sub_{counts}")
    assert len(StripeSnapshot(orders).living) == sum(
        status in {"active", "past_due", "incomplete"} for status in statuses
    )
