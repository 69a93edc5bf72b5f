"""The rule for who may see the list of people, and pages that only the list leads to (`DIRECTORY`)."""

from datetime import datetime

from intro_app.config import settings
from intro_app.trust.policy import Words
from intro_app.trust.queries import standing_words


def sees_list(reader_id: int, at: datetime) -> bool:
    """Return whether this member may see the list; it depends on nothing but the reader themselves.

    With `introduced`, it opens once they are in good standing, and stays open.
    """
    if settings().directory == "introduced":
        return standing_words(reader_id, at) is not Words.NEW_HERE
    return settings().directory == "members"
