"""Erase what somebody who leaves wrote after introductions; what counted goes on counting, without a name."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update

from intro_app.db import atomic, db
from intro_app.followups.models import FollowUpReply, Thanks
from intro_app.followups.service.parting import ask_to_delete
from intro_app.followups.service.slots import erase_slots
from intro_app.identity.models import Member
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import PARTIES, State


def ask_all_to_delete(member: Member, at: datetime) -> None:
    """Ask everybody this member was introduced to, once each, to delete their details."""
    with atomic():
        for introduction in _connected(member):
            role = introduction.role_of(member)
            if role in PARTIES and role is not None:
                ask_to_delete(introduction, role, at=at)


def erase_notes_of(member: Member) -> None:
    """Delete the notes and the times to meet of this member, and end their reminders."""
    with atomic():
        for introduction in _connected(member):
            role = introduction.role_of(member)
            if role not in PARTIES:
                continue
            written = Thanks.introduction_id == introduction.id, Thanks.from_role == role
            db.session.execute(delete(Thanks).where(*written))
            erase_slots(introduction.id)
            asked = FollowUpReply.introduction_id == introduction.id, FollowUpReply.role == role
            db.session.execute(update(FollowUpReply).where(*asked).values(remind_at=None))


def _connected(member: Member) -> Sequence[Introduction]:
    party = or_(Introduction.first_id == member.id, Introduction.second_id == member.id)
    mine = select(Introduction).where(party, Introduction.state == State.CONNECTED)
    return db.session.scalars(mine.order_by(Introduction.id)).all()
