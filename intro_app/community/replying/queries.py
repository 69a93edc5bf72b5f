"""Queries on reply addresses."""

from datetime import datetime

from sqlalchemy import select

from intro_app.community.circles.models import Circle
from intro_app.community.replying.models import ReplyAddress
from intro_app.community.replying.policy import KNOWN_FOR, hash_of
from intro_app.community.threads.models import Thread
from intro_app.community.threads.queries import thread_of
from intro_app.db import db
from intro_app.outbox.models import OutboxMessage


def address_behind(token: str) -> ReplyAddress | None:
    """Return whose reply address this is, and of which thread; None if it is unknown."""
    return db.session.scalar(select(ReplyAddress).where(ReplyAddress.token_hash == hash_of(token)))


def takes_replies(thread_id: int) -> bool:
    """Return whether anybody can write in a thread at present."""
    here = select(Thread.id).join(Circle, Circle.id == Thread.circle_id).where(Thread.id == thread_id)
    is_open = Thread.locked_at.is_(None), Circle.archived_at.is_(None), Circle.ended_at.is_(None)
    return db.session.scalar(here.where(*is_open)) is not None


def thread_seen(thread_id: int, me: int) -> Thread | None:
    """Return a thread; None if a block hides its author."""
    found = db.session.get(Thread, thread_id)
    return thread_of(found.circle_id, found.public_id, me) if found else None


def thread_of_id(thread_id: int) -> Thread:
    """Return a thread, whoever asks."""
    return db.session.get_one(Thread, thread_id)


def circle_of(thread_id: int) -> Circle:
    """Return the circle in which a thread stands."""
    here = select(Circle).join(Thread, Thread.circle_id == Circle.id).where(Thread.id == thread_id)
    return db.session.scalars(here).one()


def is_ours(message_id: str) -> bool:
    """Whether this site sent the e-mail with this Message-ID."""
    same = select(OutboxMessage.key).where(OutboxMessage.message_id == message_id)
    return bool(message_id) and db.session.scalar(same.limit(1)) is not None


def are_old(at: datetime) -> bool:
    """Whether some addresses are older than anybody needs."""
    old = select(ReplyAddress.member_id).where(ReplyAddress.until <= at - KNOWN_FOR)
    return db.session.scalar(old.limit(1)) is not None
