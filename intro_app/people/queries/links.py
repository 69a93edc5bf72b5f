"""The verified pages of a member, as one reader sees them: while they wait, as when that began."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from intro_app.people.models import LINKS
from intro_app.profile_links.queries import VerifiedLink, verified_links


def links_seen(member_id: int, kept: Mapping[str, Any], *, has_links: bool) -> list[VerifiedLink]:
    """Return them from the reader's snapshot, if that has any; `has_links` is whether there are some now."""
    if LINKS in kept:
        return [VerifiedLink(url, date.fromisoformat(day)) for url, day in kept[LINKS]]
    return verified_links(member_id) if has_links else []
