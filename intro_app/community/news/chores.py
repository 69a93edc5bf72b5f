"""What the worker does so that members hear of what concerns them in their circles."""

from datetime import datetime

from intro_app.community.news import queries, service
from intro_app.periodic import run_each


def note_posts_due(at: datetime) -> int:
    """Note new posts for all whom they concern."""
    return run_each("community.note_posts_due", queries.posts_to_note(), service.note_post, at)


def note_mentions_due(at: datetime) -> int:
    """Note mentions for those who are called."""
    return run_each("community.note_mentions_due", queries.mentions_to_note(), service.note_mention, at)


def tell_news_due(at: datetime) -> int:
    """Tell people what is new in their circles, after their quiet hours."""
    return run_each("community.tell_news_due", queries.due(), service.tell, at)
