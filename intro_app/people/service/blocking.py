"""Block and unblock a member; the blocked person is never told."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from intro_app import links
from intro_app.db import advisory_lock, atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.links import Link, LinkBroken, LinkPurpose
from intro_app.people import queries
from intro_app.people.models import Block, BlockKind
from intro_app.people.service.acquaintances import end_for
from intro_app.wording import N_

BLOCK_LINK_LIVES = timedelta(days=180)


def block(blocker_id: int, blocked_id: int, at: datetime, *, kind: BlockKind = BlockKind.PERSON) -> None:
    """Block a member as a person, or only what comes through them as connector. Idempotent.

    The two no longer see each other; somebody who waits for the blocker sees them until they have heard. A
    block of the person also ends the acquaintance. Raises DomainError for oneself.
    """
    if blocker_id == blocked_id:
        raise DomainError(N_("You can’t block yourself."))
    with atomic():
        advisory_lock(f"block {blocker_id} {blocked_id}")
        there = select(Block.id).where(Block.blocker_id == blocker_id, Block.blocked_id == blocked_id)
        if db.session.scalar(there.where(Block.kind == kind)) is None:
            db.session.add(Block(blocker_id=blocker_id, blocked_id=blocked_id, kind=kind, since=at))
        known = queries.acquaintance_between(blocker_id, blocked_id)
        if known and kind is BlockKind.PERSON:
            end_for(known, blocker_id)


def unblock(mark: str, blocker_id: int) -> None:
    """Lift one's own block with this mark; does nothing if there is none."""
    with atomic():
        if block_id := queries.block_marked(blocker_id, mark):
            db.session.execute(delete(Block).where(Block.id == block_id))


def block_link(blocker_id: int, blocked_id: int, at: datetime) -> str:
    """Return a URL with which the blocker can block this person without signing in."""
    subject = f"block:{blocker_id}:{blocked_id}"
    return links.issue(LinkPurpose.BLOCK, subject, at=at, until=at + BLOCK_LINK_LIVES)


def pair_of(link: Link, at: datetime) -> tuple[Member, Member]:
    """Return the blocker and the person to be blocked by this link. Raises LinkBroken, LinkEnded."""
    _, blocker_id, blocked_id = link.ensure_open(at).subject.split(":")
    blocker, blocked = db.session.get(Member, int(blocker_id)), db.session.get(Member, int(blocked_id))
    if blocker is None or blocked is None:
        raise LinkBroken
    return blocker, blocked
