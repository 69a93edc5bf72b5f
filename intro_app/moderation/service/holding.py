"""Asks that a moderator reads before they are sent: release them, or return them with a reason."""

from datetime import datetime

from intro_app.audit.service import note
from intro_app.db import atomic
from intro_app.identity.models import Member
from intro_app.introductions import service as introductions
from intro_app.introductions.models import Introduction
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.policy import ModerationRefusal
from intro_app.moderation.service.looking import AccessRefused


def read_held(introduction: Introduction, moderator: Member, *, at: datetime) -> None:
    """Audit that the moderator reads a held ask. Raises AccessRefused if they have a part in it."""
    with atomic():
        _ensure_a_stranger(introduction, moderator)
        note(moderator.id, "read_held_ask", introduction.first_id, f"introduction:{introduction.id}", "", at)


def release(introduction: Introduction, moderator: Member, *, at: datetime) -> None:
    """Send a held ask as if it had never been held. Raises AccessRefused, StaleError."""
    with atomic():
        _ensure_a_stranger(introduction, moderator)
        introductions.release_held(introduction, at=at)
        note(moderator.id, "released_ask", introduction.first_id, f"introduction:{introduction.id}", "", at)


def send_back(
    introduction: Introduction, rule: Grounds, reason: str, moderator: Member, *, at: datetime
) -> None:
    """Return a held ask to its author with the rule and a reason; nobody else is told.

    Raises AccessRefused, StaleError.
    """
    with atomic():
        _ensure_a_stranger(introduction, moderator)
        introductions.return_held(introduction, rule.rule, reason, at=at)
        note(
            moderator.id, "returned_ask", introduction.first_id, f"introduction:{introduction.id}", reason, at
        )


def _ensure_a_stranger(introduction: Introduction, moderator: Member) -> None:
    if introduction.role_of(moderator) is not None:
        raise AccessRefused(ModerationRefusal.TOO_NEAR)
