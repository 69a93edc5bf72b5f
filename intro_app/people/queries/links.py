"""The verified pages of a member, as one reader sees them: while they wait, as when that began."""

from collections.abc import Mapping, Sequence
from typing import Any

from intro_app.people.models import LINKS
from intro_app.profile_links.queries import VerifiedLink, shown


def links_seen(kept: Mapping[str, Any], now: Sequence[Sequence[str]]) -> list[VerifiedLink]:
    """Return them from the reader's snapshot, if that has them; otherwise those there are now."""
    return shown(kept.get(LINKS, now))
