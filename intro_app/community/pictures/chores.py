"""What the worker does for pictures: it erases those whose form was never sent."""

from datetime import datetime

from intro_app.community.pictures import queries, service
from intro_app.community.pictures.policy import UNPOSTED_FOR
from intro_app.periodic import run_each


def forget_unposted_due(at: datetime) -> int:
    """Erase pictures a day after they were added to a post or a gathering that nobody sent."""
    statement, before = queries.unused_long(), at - UNPOSTED_FOR
    return run_each("community.forget_unposted_due", statement, service.forget_unposted, at, before=before)
