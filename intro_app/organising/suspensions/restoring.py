"""Brings suspensions and removals of a restored backup to where they were, without their words."""

from dataclasses import asdict, dataclass
from datetime import datetime

from intro_app.db import atomic, db
from intro_app.i18n import gettext
from intro_app.identity.models import Member, Suspension, SuspensionCause, SuspensionGround
from intro_app.introductions.service.closing import take_down
from intro_app.organising.suspensions.queries import asks_of
from intro_app.outbox.email import in_language_of
from intro_app.wording import N_

_LOST_WORDS = N_(
    "The words of this decision were lost when the site was restored from a backup. Write to us, and we’ll "
    "tell you again."
)


@dataclass(frozen=True, kw_only=True)
class SuspendedBefore:
    """What the journal knows of a suspension: no words, and nothing of an appeal."""

    member_id: int
    ground: SuspensionGround
    by_id: int
    cause: SuspensionCause | None
    made_at: datetime
    until: datetime | None
    ended_at: datetime | None


def suspend_again(suspension_id: int, before: SuspendedBefore, at: datetime) -> bool:
    """Suspend a member who was suspended, or end what had ended; return whether anything changed.

    Nobody is told again. An appeal that was made since can be made again.
    """
    with atomic():
        member = db.session.get(Member, before.member_id, with_for_update=True)
        found = db.session.get(Suspension, suspension_id)
        if member is None or (found is None and before.ended_at is not None):
            return False
        if found is None:
            return _add(suspension_id, before, member, at)
        was_standing = found.stands
        found.ended_at = before.ended_at
        if was_standing and not found.stands:
            member.suspended = member.removed = False
    return True


def _add(suspension_id: int, before: SuspendedBefore, member: Member, at: datetime) -> bool:
    if db.session.get(Member, before.by_id) is None:
        return False
    with in_language_of(member.addressee):
        made = Suspension(**asdict(before), words=gettext(_LOST_WORDS))
    made.id = suspension_id
    db.session.add(made)
    member.suspended, member.removed = True, made.removes
    for one in asks_of(member.id):
        take_down(one, at=at)
    return True
