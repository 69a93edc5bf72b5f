"""Queries on the reasons that are ready to use."""

from collections.abc import Sequence

from sqlalchemy import func, select

from intro_app.db import db
from intro_app.moderation.models import ReadyReason, ReasonUse


def ready_reason(reason_id: int) -> ReadyReason | None:
    """Return the reason with this id, or None."""
    return db.session.get(ReadyReason, reason_id)


def ready_reasons(use: ReasonUse | None = None) -> Sequence[ReadyReason]:
    """Return the reasons for one use, or all of them, the oldest first."""
    found = select(ReadyReason).order_by(ReadyReason.id)
    return db.session.scalars(found.where(ReadyReason.use == use) if use else found).all()


def number_ready() -> int:
    """Return how many there are."""
    return db.session.scalar(select(func.count()).select_from(ReadyReason)) or 0
