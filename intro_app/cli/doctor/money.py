"""The doctor's check of overdue refunds."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from intro_app.cli.doctor.findings import Finding, wrong
from intro_app.memberships.queries import refunds_waiting

# Stripe may be away for an hour; a refund that waits longer than this needs a person.
_PATIENCE = timedelta(days=1)


def refunds(at: datetime) -> Iterator[Finding]:
    """Check for refunds owed to members that Stripe has not made within a day."""
    late = [one for one in refunds_waiting() if one.asked_at < at - _PATIENCE]
    if late:
        codes = ", ".join(sorted({one.code for one in late if one.code})) or "no answer yet"
        yield wrong(
            f"Stripe hasn't paid {len(late)} refund(s), the oldest requested on "
            f"{late[0].asked_at:%Y-%m-%d} ({codes}). "
            "Check the Stripe dashboard, then run: intro memberships refunds"
        )
