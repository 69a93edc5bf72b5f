"""Erase what somebody who leaves had with other members; what others decided about them stays."""

from sqlalchemy import delete, or_, select

from intro_app.db import atomic, db
from intro_app.people.models import Acquaintance, AcquaintanceQuestion, Block, BlockKind, ProfileSnapshot
from intro_app.people.service.acquaintances import end_for
from intro_app.people.service.blocking import block


def erase_ties(member_id: int) -> None:
    """Delete this member's acquaintances and their own blocks.

    Whoever waits for them goes on seeing the acquaintance and their copy of the profile until they hear.
    Blocks of others against them stay: they hold again if the same person joins anew.
    """
    known = or_(Acquaintance.a_id == member_id, Acquaintance.b_id == member_id)
    asked = or_(AcquaintanceQuestion.a_id == member_id, AcquaintanceQuestion.b_id == member_id)
    with atomic():
        for one in db.session.scalars(select(Acquaintance).where(known).order_by(Acquaintance.id)).all():
            end_for(one, member_id)
        db.session.execute(delete(AcquaintanceQuestion).where(asked))
        db.session.execute(delete(Block).where(Block.blocker_id == member_id))
        db.session.execute(delete(ProfileSnapshot).where(ProfileSnapshot.reader_id == member_id))


def carry_blocks(former_id: int, member_id: int) -> None:
    """Let others' blocks of a former account hold for the new account of the same person."""
    blocks = select(Block).where(Block.blocked_id == former_id)
    with atomic():
        for kept in db.session.scalars(blocks.order_by(Block.id)).all():
            block(kept.blocker_id, member_id, kept.since, kind=BlockKind(kept.kind))


def is_blocked_by_somebody(member_id: int) -> bool:
    """Whether anybody still blocks this member, in whatever way."""
    return db.session.scalar(select(Block.id).where(Block.blocked_id == member_id).limit(1)) is not None
