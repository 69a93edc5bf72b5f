"""Queries on invitations."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, func, select

from intro_app.config import settings
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.identity.queries import staff_roles
from intro_app.joining.invitations.codes import hash_of
from intro_app.joining.invitations.models import OF_MEMBERS, Invitation, InvitationUse
from intro_app.joining.invitations.policy import MONTH, NOT_AGAIN_WITHIN, left, most_in_a_month
from intro_app.text.mailboxes import fingerprint
from intro_app.trust.policy import Words
from intro_app.trust.queries import inviting_paused_until, standing_words


class Came(NamedTuple):
    """Somebody who came by an invitation."""

    invitation_id: int
    name: str
    public_id: str
    at: datetime


def made_by(member_id: int) -> Sequence[Invitation]:
    """Return a member's invitations, newest first."""
    mine = select(Invitation).where(Invitation.inviter_id == member_id, Invitation.kind.in_(OF_MEMBERS))
    return db.session.scalars(mine.order_by(Invitation.id.desc())).all()


def came_by(member_id: int) -> list[Came]:
    """Return who came by a member's invitations and is still here."""
    found = (
        select(InvitationUse.invitation_id, Member.name, Member.public_id, InvitationUse.at)
        .join(Member, Member.id == InvitationUse.member_id)
        .join(Invitation, Invitation.id == InvitationUse.invitation_id)
        .where(
            Invitation.inviter_id == member_id,
            Invitation.kind.in_(OF_MEMBERS),
            Member.left_at.is_(None),
        )
        .order_by(InvitationUse.at)
    )
    return [Came(*row) for row in db.session.execute(found)]


def left_to_invite(member_id: int, at: datetime) -> int | None:
    """Return how many people this member may still invite now; None is without limit."""
    most = most_in_a_month(
        is_new=standing_words(member_id, at) is Words.NEW_HERE,
        on_staff=bool(staff_roles(member_id)),
        by_newcomers=settings().newcomer_invitations,
        by_others=settings().member_invitations,
    )
    invited = select(func.coalesce(func.sum(Invitation.places), 0)).where(
        Invitation.inviter_id == member_id,
        Invitation.kind.in_(OF_MEMBERS),
        Invitation.made_at > at - MONTH,
    )
    return left(most, db.session.scalar(invited) or 0)


def paused_until(member_id: int, at: datetime) -> datetime | None:
    """Return until when this member can't invite, because of people they invited; staff always can."""
    until = inviting_paused_until(member_id, at)
    return None if until is None or staff_roles(member_id) else until


def places_offered() -> int:
    """Return how many people have been invited or can come by a link, as far as that is still known."""
    return db.session.scalar(select(func.coalesce(func.sum(Invitation.places), 0))) or 0


def locked(invitation_id: int) -> Invitation | None:
    """Return an invitation, its row locked until the transaction ends."""
    return db.session.get(Invitation, invitation_id, with_for_update=True, populate_existing=True)


def by_code(code: str) -> Invitation | None:
    """Return the invitation with this code, however it was typed."""
    return db.session.scalar(select(Invitation).where(Invitation.code_hash == hash_of(code)))


def open_to(address: str, at: datetime) -> Invitation | None:
    """Return the newest open invitation to this mailbox."""
    found = _to(address).where(
        Invitation.withdrawn_at.is_(None),
        Invitation.refused_at.is_(None),
        Invitation.taken < Invitation.places,
        Invitation.until > at,
    )
    newest = db.session.scalars(found.order_by(Invitation.id.desc()).limit(1)).first()
    return None if newest is None or lets_nobody_in(newest, at) else newest


def lets_nobody_in(invitation: Invitation, at: datetime) -> bool:
    """Return whether its maker is suspended or can't invite: nobody joins by it until that has ended."""
    inviter = db.session.get(Member, invitation.inviter_id) if invitation.inviter_id else None
    if inviter is None or inviter.suspended:
        return inviter is not None
    return invitation.kind in OF_MEMBERS and paused_until(inviter.id, at) is not None


def was_invited(address: str, at: datetime) -> bool:
    """Return whether this mailbox was invited lately, by whomever; asking for a new one lifts that."""
    lately = _to(address).where(
        Invitation.made_at > at - NOT_AGAIN_WITHIN,
        ~Invitation.withheld,
        Invitation.asked_again_at.is_(None),
    )
    return db.session.scalars(lately.limit(1)).first() is not None


def _to(address: str) -> Select[Invitation]:
    hashed = fingerprint(address, settings().lasting_key)
    return select(Invitation).where(Invitation.mailbox_hash == hashed)
