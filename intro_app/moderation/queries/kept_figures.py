"""The public figures as they are kept: counted once a month, because that reads every introduction."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from intro_app.db import db
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import PublicFigures
from intro_app.moderation.queries.transparency import Counted, Figures, figures, introductions_sold
from intro_app.months import present_month


def public_figures(at: datetime, zone: ZoneInfo) -> Figures:
    """Return the newest figures that are kept; while none are, count them now.

    In the first hour of a month they are still those of the month before, and say so. Whether an introduction
    has a price is looked up each time.
    """
    month = present_month(at, zone)
    newest = select(PublicFigures).where(PublicFigures.month <= month).order_by(PublicFigures.month.desc())
    kept = db.session.scalar(newest.limit(1))
    if kept is None:
        return figures(at, zone)
    return replace(from_kept(kept.month, kept.counted, zone), sold=introductions_sold())


def is_counted(month: date) -> bool:
    """Return whether the figures from before this month are kept."""
    return db.session.get(PublicFigures, month) is not None


def to_keep(found: Figures) -> dict[str, Any]:
    """Return the figures as JSON, without what follows from the month."""
    return {
        "asked": found.asked,
        "connected": found.connected,
        "closed": found.closed,
        "reports": {str(grounds): outcomes for grounds, outcomes in found.reports.items()},
        "days": {str(percent): days for percent, days in found.days.items()},
        "appeals": found.appeals,
        "overturned": found.overturned,
        "agreed_by_two": found.agreed_by_two,
        "decided_by_one": found.decided_by_one,
    }


def from_kept(month: date, counted: dict[str, Any], zone: ZoneInfo) -> Figures:
    """Return the figures from before a month, from their JSON."""
    return Figures(
        present=month,
        zone=zone,
        asked=Counted(*counted["asked"]),
        connected=Counted(*counted["connected"]),
        closed=Counted(*counted["closed"]),
        sold=0,
        reports={Grounds(grounds): outcomes for grounds, outcomes in counted["reports"].items()},
        days={int(percent): days for percent, days in counted["days"].items()},
        appeals=counted["appeals"],
        overturned=counted["overturned"],
        agreed_by_two=counted.get("agreed_by_two", 0),  # months from before this was counted have none
        decided_by_one=counted.get("decided_by_one", 0),
    )
