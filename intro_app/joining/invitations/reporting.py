"""How moderation finds an invitation, takes it down, and puts it back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from intro_app import links
from intro_app.config import settings
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.joining.invitations import queries, service
from intro_app.joining.invitations.models import Invitation
from intro_app.links import LinkBroken, LinkPurpose
from intro_app.reportable import ReportSubject
from intro_app.wording import N_


class InvitationSource:
    """Invitations: whoever was invited reports one by its own link, which is the only key to it."""

    def seen_by(self, public_id: str, reader_id: int, at: datetime) -> ReportSubject | None:  # noqa: ARG002 - as for all
        """Return the invitation behind this token or code, whether or not it is still open; else None."""
        made = _behind(public_id)
        if made is None:
            return None
        inviter = db.session.get(Member, made.answers_for_id) if made.answers_for_id else None
        name = inviter.name if inviter else settings().site_name
        words = [(N_("Personal line"), made.line), (N_("Where the address is from"), made.source)]
        return ReportSubject(
            id=made.id,
            author_id=made.answers_for_id,
            author=name,
            parts=[(N_("Invited by"), name), *words],
        )

    def take_down(self, subject_id: int, at: datetime) -> dict[str, Any]:
        """Withdraw it and take its line."""
        made = queries.locked(subject_id)
        if made is None:
            return {}
        kept = {"line": made.line, "withdrawn_at": made.withdrawn_at and made.withdrawn_at.isoformat()}
        made.line, made.withdrawn_at = "", made.withdrawn_at or at
        return kept

    def put_back(self, subject_id: int, kept: Mapping[str, Any], at: datetime) -> None:
        """Put the line back while the person it was for is known, and open it again while it lasts.

        Invitations of somebody who left stay erased and ended.
        """
        made = queries.locked(subject_id)
        if made is None or _has_left(made.answers_for_id):
            return
        if made.address or not made.mailbox_hash:
            made.line = kept["line"]
        if kept["withdrawn_at"] is None and made.until > at:
            made.withdrawn_at = None


def _has_left(member_id: int | None) -> bool:
    return member_id is not None and db.session.get_one(Member, member_id).left_at is not None


def _behind(token: str) -> Invitation | None:
    try:
        return service.invitation_of(links.find(token, LinkPurpose.INVITATION))
    except (LinkBroken, links.LinkEnded):
        return queries.by_code(token)
