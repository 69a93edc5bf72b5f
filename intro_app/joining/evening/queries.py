"""Queries on evening passes."""

from collections.abc import Sequence

from sqlalchemy import select

from intro_app.db import db
from intro_app.joining.invitations.models import Invitation, InvitationKind


def passes(kind: InvitationKind = InvitationKind.EVENING) -> Sequence[Invitation]:
    """Return the evening passes, or the links of the site, newest first; all staff see them all."""
    found = select(Invitation).where(Invitation.kind == kind)
    return db.session.scalars(found.order_by(Invitation.id.desc()).limit(20)).all()
