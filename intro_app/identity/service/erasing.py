"""Close an account and erase what it holds."""

from datetime import datetime

from sqlalchemy import delete

from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity import queries
from intro_app.identity.models import Door, DoorSign, Member, Passkey, Session, Staff, StaffRole
from intro_app.identity.models.names import FormerName
from intro_app.identity.service.addresses import end_changes
from intro_app.identity.service.profile import READ_BY_OTHERS
from intro_app.identity.service.signing_in import end_sign_ins
from intro_app.own_fields.service import erase_answers
from intro_app.search.service import drop
from intro_app.wording import N_

# How to reach a member.
_DETAILS = ("phone", "calendar_link")


def ensure_may_leave(member_id: int) -> None:
    """Raise DomainError for the last admin: nobody could look after the site any more."""
    if queries.who_can(StaffRole.GIVE_RIGHTS) == {member_id}:
        raise DomainError(
            N_("You’re the only admin here. Ask the person who runs the server to name another one first.")
        )


def close_account(member: Member, at: datetime) -> None:
    """Close the account and erase everything in it but the profile; end every way into it.

    The profile stays until `erase_profile()`: whoever waits for an answer of theirs reads it until the
    closing day, and nobody else does. No search finds it from now on but theirs.
    """
    with atomic():
        end_sign_ins(member)
        for table in (Session, Passkey, Staff):
            db.session.execute(delete(table).where(table.member_id == member.id))
        end_changes(member.id, at)
        member.left_at, member.seen_month = at, None
        member.email = member.mailbox_hash = member.locale = member.time_zone = ""
        for field in _DETAILS:
            setattr(member, field, "")
        _shut(member.door, member.sign, at)
        drop(member.id)


def is_named(member: Member) -> bool:
    """Whether the name of somebody who left is still there."""
    return not isinstance(member.name, FormerName) and bool(member.name)


def erase_profile(member: Member) -> None:
    """Erase the name and the profile of somebody who has left; from now on they are "a former member"."""
    with atomic():
        for field in ("name", *READ_BY_OTHERS):
            setattr(member, field, "")
        erase_answers(member.id)


def _shut(door: Door, sign: DoorSign, at: datetime) -> None:
    door.visible, door.refused_purposes, door.paused_until = False, [], None
    door.suggested = False
    door.close_for_good()
    sign.show(door, at)
