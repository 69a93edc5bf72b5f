"""Queries about a member's community preferences."""

from intro_app.community.preferences.models import CommunityPreference
from intro_app.db import db


def preferences_of(member_id: int) -> CommunityPreference:
    """Return the member's preferences, or an unsaved row of defaults."""
    return db.session.get(CommunityPreference, member_id) or CommunityPreference(member_id=member_id)
