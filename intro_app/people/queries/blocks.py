"""The condition that a block stands between the reader and a member; a part of each query about people."""

from sqlalchemy import BindParameter, and_, bindparam, exists, or_

from intro_app.accounts.models import Member
from intro_app.people.models import Block, BlockKind

READER: BindParameter[int] = bindparam("reader")
BLOCKED_BY_READER = exists().where(
    Block.kind == BlockKind.PERSON, Block.blocker_id == READER, Block.blocked_id == Member.id
)
BLOCKED = exists().where(
    Block.kind == BlockKind.PERSON,
    or_(
        and_(Block.blocker_id == READER, Block.blocked_id == Member.id),
        and_(Block.blocker_id == Member.id, Block.blocked_id == READER),
    ),
)
