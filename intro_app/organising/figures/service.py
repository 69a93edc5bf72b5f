"""Counts each group once a month, when the month is over; what was counted never changes."""

from datetime import datetime

from intro_app.config import settings
from intro_app.db import db
from intro_app.groups.models import MemberGroup
from intro_app.organising.figures import queries
from intro_app.organising.figures.models import GroupFigure
from intro_app.organising.figures.policy import SMALLEST_GROUP, bounds, last_month
from intro_app.periodic import run_each
from intro_app.small_counts import coarse


def count_groups(at: datetime) -> None:
    """Count last month for the groups of which it has not been counted."""
    month = last_month(at, settings().time_zone)
    run_each("organising.count_groups", queries.groups_to_count(month), _count, at)


def _count(group_id: int, at: datetime) -> bool:
    zone = settings().time_zone
    month = last_month(at, zone)
    group = db.session.get_one(MemberGroup, group_id, with_for_update=True, populate_existing=True)
    if group.counted_month >= month:
        return False
    group.counted_month = month
    if queries.size_of(group_id) >= SMALLEST_GROUP:
        asked, connected, closed = map(coarse, queries.counted(group_id, *bounds(month, zone)))
        db.session.add(
            GroupFigure(group_id=group_id, month=month, asked=asked, connected=connected, closed=closed)
        )
    return True
