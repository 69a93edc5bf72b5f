"""What the worker does for circles whose host has left the site."""

from datetime import datetime

from intro_app.community.circles import queries as circles
from intro_app.community.departing import queries
from intro_app.community.departing.service import WITHOUT_HOST, close_without_host
from intro_app.periodic import run_each


def end_without_host(at: datetime) -> int:
    """Close circles whose host left the site and that nobody took over in time."""
    return run_each("community.end_without_host", queries.without_host(), _end, at, since=at - WITHOUT_HOST)


def _end(circle_id: int, at: datetime) -> bool:
    circle = circles.locked(circle_id)
    if circle.ended_at is not None or circle.host.left_at is None:
        return False
    close_without_host(circle, at)
    return True
