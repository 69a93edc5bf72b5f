"""What is remembered of former members: what others decided about them, as long as it would have held."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, or_, select

from intro_app.audit.service import erase_reasons_about
from intro_app.config import settings
from intro_app.db import atomic, db, insert_once
from intro_app.identity.models import AddressChange, EarlierAccount, Member
from intro_app.outbox.suppression import carry_stops, is_stopped_by_somebody
from intro_app.people.service.erasing import carry_blocks, is_blocked_by_somebody
from intro_app.people.stops import carry_act_stops, has_stops
from intro_app.periodic import run_each
from intro_app.privacy import queries
from intro_app.privacy.models import FormerMember, LeaveCode
from intro_app.trust.service.freezing import carry_harm, has_harm

# How long a reason is kept that staff wrote about somebody who had left, as the texts of a case are.
_REASONS_KEPT = timedelta(days=210)
# How long after somebody left a reason about them can still be written: a case, its appeal, and to spare.
_WRITTEN_ABOUT = timedelta(days=3 * 365)

_IS_OLD = LeaveCode.asked_at < bindparam("asked_before")
_FIRST_OLD_CODE = select(LeaveCode.member_id).where(_IS_OLD).limit(1)
_OLD_CODES = delete(LeaveCode).where(_IS_OLD)


def remember_former(member: Member, at: datetime) -> None:
    """Let blocks, stops, pauses, harm and moderators' stops of former accounts hold for the new one."""
    with atomic():
        for former_id in queries.former_of(member.mailbox_hash):
            own = {"member_id": member.id, "former_id": former_id}
            key = EarlierAccount.member_id, EarlierAccount.former_id
            db.session.execute(insert_once(EarlierAccount, own, *key))
            carry_blocks(former_id, member.id)
            carry_stops(former_id, member.id, at)
            carry_harm(former_id, member.id, at)
            carry_act_stops(former_id, member.id, at)


def forget_former(at: datetime) -> int:
    """Forget those of whom nothing holds any more, and old codes; return how many people."""
    given = {"asked_before": at - timedelta(days=2)}
    if db.session.scalar(_FIRST_OLD_CODE, given) is not None:
        with atomic():
            db.session.execute(_OLD_CODES, given)
    shortest = at - timedelta(days=settings().reask_days)
    return run_each("privacy.forget_former", queries.old_former(), _forget, at, before=shortest)


def forget_reasons(at: datetime) -> int:
    """Erase what staff wrote about people after they had left; return about how many people.

    A case may still have been open then. Its texts go after the same time.
    """
    moments = {"before": at - _REASONS_KEPT, "left_since": at - _WRITTEN_ABOUT}
    return run_each("privacy.forget_reasons", queries.reasons_due(), _forget_reasons, at, **moments)


def _forget_reasons(member_id: int, at: datetime) -> bool:
    erase_reasons_about(member_id, at)
    return True


def _forget(member_id: int, at: datetime) -> bool:
    if is_blocked_by_somebody(member_id) or is_stopped_by_somebody(member_id):
        return False
    if has_harm(member_id, at) or has_stops(member_id, at):
        return False
    linked = or_(EarlierAccount.member_id == member_id, EarlierAccount.former_id == member_id)
    db.session.execute(delete(EarlierAccount).where(linked))
    db.session.execute(delete(AddressChange).where(AddressChange.member_id == member_id))
    db.session.delete(db.session.get_one(FormerMember, member_id))
    return True
