"""Periodic tasks: copy prices from Stripe, and reconcile copies that missed something."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import delete

from intro_app.config import settings
from intro_app.db import atomic, db, insert_once
from intro_app.errors import BusyError
from intro_app.memberships import gateway, queries
from intro_app.memberships.gateway import StripeAway, StripeKeyRefused, StripeRefused
from intro_app.memberships.models import Choice, Price, StripeEvent, SupporterFigure
from intro_app.memberships.service.copying import Copied, copy_present_state
from intro_app.memberships.service.gifts import leave_unanswered_to_pool
from intro_app.memberships.service.refunding import settle_due
from intro_app.months import present_month
from intro_app.periodic import attempt, due_items, failed_before, note_failure
from intro_app.small_counts import coarse

logger = logging.getLogger(__name__)

_NIGHT = timedelta(hours=20)
_NIGHTLY = "memberships.reconcile_nightly"
# Stripe sends a message again for three days.
EVENTS_KEPT = timedelta(days=40)


def copy_prices(at: datetime, *, patient: bool = True) -> list[str]:
    """Copy the prices; return the lookup keys that Stripe does not know. Raises StripeAway."""
    if not queries.is_open():
        return []
    keys, tags = dict(zip(Choice, settings().stripe_prices, strict=True)), gateway.price_tags(patient=patient)
    rows = [
        Price(choice=choice, amount=tag.amount, currency=tag.currency, interval=tag.interval, copied_at=at)
        for choice, key in keys.items()
        if (tag := tags.get(key))
    ]
    with atomic():
        db.session.execute(delete(Price))
        db.session.add_all(rows)
    return [key for key in keys.values() if key not in tags]


def unknown_prices() -> list[str]:
    """Ask Stripe which lookup keys of the settings it does not know. Raises StripeAway, StripeKeyRefused."""
    tags = gateway.price_tags(patient=False)
    return [key for key in settings().stripe_prices if key not in tags]


def reconcile(at: datetime) -> Iterator[Copied]:
    """Copy everybody's state, and yield what changed for each. May raise StripeAway midway."""
    for member_id in queries.customers() if queries.is_open() else ():
        yield copy_present_state(member_id, at)


def refresh_prices(at: datetime) -> None:
    """Copy the prices, hourly; keep the old ones while Stripe cannot be reached. Raises StripeKeyRefused."""
    try:
        for key in copy_prices(at, patient=False):
            logger.warning("no price at Stripe has the lookup key %s", key)
    except StripeKeyRefused:
        raise  # no hour mends that: the worker records it, and the doctor names it
    except (StripeAway, StripeRefused):
        logger.warning("prices could not be copied")


def reconcile_nightly(at: datetime) -> None:
    """Copy once a day everybody whom no message caused to be copied; log the differences, by member id.

    Stripe may be away for one member alone. Whoever could not be copied comes last the next time, so that
    they stand in nobody's way.
    """
    if not queries.is_open():
        return
    due = due_items(_NIGHTLY, queries.copied_before(), at, copied_before=at - _NIGHT)
    failed = failed_before(_NIGHTLY, due)
    for member_id in sorted(due, key=failed.__contains__):
        try:
            attempt(_NIGHTLY, member_id, _copy_anew, at, passing=(StripeAway, StripeRefused))
        except (StripeKeyRefused, BusyError):
            logger.warning("reconciliation stopped: Stripe is away")
            return
        except StripeAway as away:
            logger.warning("reconciliation stopped: Stripe is away")
            note_failure(_NIGHTLY, away, at, item=member_id)
            return
        except StripeRefused as refused:
            logger.warning("reconciliation: Stripe refused to tell of member %s: %s", member_id, refused.code)
            note_failure(_NIGHTLY, refused, at, item=member_id)


def _copy_anew(member_id: int, at: datetime) -> bool:
    copied = copy_present_state(member_id, at, patient=False)
    if copied.changes or copied.doubled:
        logger.warning("reconciliation: member %s, changed: %s", member_id, ", ".join(copied.changes))
    return True


def forget_events(at: datetime) -> None:
    """Delete the ids of messages that Stripe will not send again."""
    with atomic():
        db.session.execute(delete(StripeEvent).where(StripeEvent.received_at < at - EVENTS_KEPT))


def count_month(at: datetime) -> None:
    """Store once a month how many people support the site, in fives."""
    month, last = present_month(at, settings().time_zone), queries.counted_until()
    if last and last >= month:
        return
    paying, given = map(coarse, queries.count_supporters(at))
    row = {"month": month, "counted_at": at, "paying": paying, "given": given}
    with atomic():
        db.session.execute(insert_once(SupporterFigure, row, SupporterFigure.month))


CHORES = (refresh_prices, reconcile_nightly, settle_due, leave_unanswered_to_pool, forget_events, count_month)
