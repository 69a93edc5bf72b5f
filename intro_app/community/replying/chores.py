"""What the worker does for replies by e-mail: it forgets addresses after their time."""

from datetime import datetime

from intro_app.community.replying import queries, service


def forget_replies_due(at: datetime) -> int:
    """Delete addresses and marks that are older than they are needed; return 1 if there were any."""
    if not queries.are_old(at):
        return 0
    service.forget_old(at)
    return 1
