"""Suspended and removed members, as the tests want them."""

from datetime import datetime

from flask import Flask

from intro_app.db import atomic, db
from intro_app.identity.models import SuspensionCause, SuspensionGround
from intro_app.joining.invitations.models import Invitation, InvitationKind, InvitationUse
from intro_app.organising.suspensions import service
from intro_app.organising.suspensions.policy import SuspensionLength
from intro_app.organising.suspensions.service import Sentence
from tests.support.people import MemberHandle

WORDS = "You wrote the same letter to forty people within an hour."


def suspended(
    app: Flask,
    member: MemberHandle,
    staff: MemberHandle,
    at: datetime,
    length: SuspensionLength = SuspensionLength.MONTH,
    cause: SuspensionCause = SuspensionCause.REPORTED,
) -> int:
    """Staff suspend or remove a member; the id of the suspension."""
    with app.app_context():
        sentence = Sentence(SuspensionGround.SPAM, WORDS, length, cause)
        return service.suspend(member.member, sentence, staff.member, at).id


def came_by(
    app: Flask, member: MemberHandle, inviter: MemberHandle, at: datetime, kind: InvitationKind
) -> None:
    """Store that this member once came by an invitation of this kind."""
    with app.app_context(), atomic():
        made = Invitation(kind=kind, inviter_id=inviter.member.id, made_at=at, until=at)
        db.session.add(made)
        db.session.flush()
        db.session.add(InvitationUse(member_id=member.member.id, invitation_id=made.id, at=at))
