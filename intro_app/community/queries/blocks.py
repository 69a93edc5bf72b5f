"""The condition that a block stands between the reader and somebody; a part of each query about people."""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Exists, and_, bindparam, exists, or_

from intro_app.people.models import Block, BlockKind

ME: BindParameter[int] = bindparam("me")
VISITOR = 0


def apart(other: ColumnElement[int] | Any) -> Exists:
    """Whether the reader or this member has blocked the other as a person."""
    return exists().where(
        Block.kind == BlockKind.PERSON,
        or_(
            and_(Block.blocker_id == ME, Block.blocked_id == other),
            and_(Block.blocked_id == ME, Block.blocker_id == other),
        ),
    )
