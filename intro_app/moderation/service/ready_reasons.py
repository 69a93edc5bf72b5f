"""The reasons that are ready to use: moderators write, change and remove them."""

from collections.abc import Mapping
from datetime import datetime

from intro_app.audit.service import note
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.moderation import queries
from intro_app.moderation.models import ReadyReason, ReasonUse
from intro_app.wording import N_

MOST_REASONS = 50
LONGEST_READY = 500


def write_ready(
    reason_id: int | None, use: ReasonUse, words: Mapping[str, str], moderator: Member, *, at: datetime
) -> None:
    """Write a reason anew, or change one. Raises DomainError when there are too many."""
    kept = {locale: text for locale, text in words.items() if text}
    with atomic():
        reason = queries.ready_reason(reason_id) if reason_id else None
        if reason is None:
            _ensure_room()
            reason = ReadyReason(use=use, words=kept, changed_at=at)
            db.session.add(reason)
        reason.use, reason.words, reason.changed_at = use, kept, at
        db.session.flush()  # the audit names its id
        note(moderator.id, "wrote_ready_reason", None, f"ready_reason:{reason.id}", "", at)


def remove_ready(reason: ReadyReason, moderator: Member, *, at: datetime) -> None:
    """Remove a reason; decisions that were written with it keep their words."""
    with atomic():
        db.session.delete(reason)
        note(moderator.id, "removed_ready_reason", None, f"ready_reason:{reason.id}", "", at)


def _ensure_room() -> None:
    if queries.number_ready() >= MOST_REASONS:
        raise DomainError(N_("There are 50 reasons already. Remove one first."))
