"""Who may suspend whom, and who judges an appeal."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from intro_app.organising.suspensions.policy import (
    JudgeContext,
    SuspensionContext,
    SuspensionLength,
    SuspensionRefusal,
    against_judging,
    against_suspending,
)

AT = datetime(2026, 5, 4, 8, tzinfo=UTC)
FACTS = SuspensionContext(staff_id=1, member_id=2, invited=False, has_rights=False, is_suspended=False)
APPEAL = JudgeContext(staff_id=1, decided_by=3, member_id=2, invited=False, appealed_at=AT, others=1, at=AT)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({}, None),
        ({"member_id": 1}, SuspensionRefusal.ONESELF),
        ({"invited": True}, SuspensionRefusal.TOO_NEAR),
        ({"has_rights": True}, SuspensionRefusal.ON_STAFF),
        ({"is_suspended": True}, SuspensionRefusal.ALREADY),
    ],
)
def test_who_may_suspend_whom(change: dict[str, object], refusal: SuspensionRefusal | None) -> None:
    assert against_suspending(replace(FACTS, **change)) is refusal  # type: ignore[arg-type]  # fields of it


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({}, None),
        ({"member_id": 1}, SuspensionRefusal.ONESELF),
        ({"decided_by": 1}, SuspensionRefusal.SAME_JUDGE),
        ({"decided_by": 1, "others": 0}, SuspensionRefusal.TOO_SOON),
        ({"decided_by": 1, "others": 0, "at": AT + timedelta(hours=48)}, None),
        ({"invited": True}, SuspensionRefusal.TOO_NEAR),
        ({"invited": True, "decided_by": 1}, SuspensionRefusal.SAME_JUDGE),
        ({"invited": True, "others": 0}, SuspensionRefusal.TOO_SOON),
        ({"invited": True, "others": 0, "at": AT + timedelta(hours=48)}, None),
    ],
)
def test_who_judges_an_appeal(change: dict[str, object], refusal: SuspensionRefusal | None) -> None:
    assert against_judging(replace(APPEAL, **change)) is refusal  # type: ignore[arg-type]  # fields of it


def test_a_suspension_ends_by_itself_and_a_removal_does_not() -> None:
    assert SuspensionLength.WEEK.until(AT) == AT + timedelta(days=7)
    assert SuspensionLength.HALF_YEAR.until(AT) == AT + timedelta(days=180)
    assert SuspensionLength.REMOVED.until(AT) is None
