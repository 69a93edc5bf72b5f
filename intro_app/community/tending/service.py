"""Pinning, locking and moving threads; co-hosts; archiving a circle."""

from datetime import datetime

from sqlalchemy import select

from intro_app.community.circles import queries as circles
from intro_app.community.circles.models import Circle, Joining
from intro_app.community.circles.service import HOSTS_ONLY, ensure_open, ensure_visible, host_of
from intro_app.community.tending import queries
from intro_app.community.threads.models import Thread
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.wording import N_

MOST_PINNED = 3
MOST_CO_HOSTS = 5


def pin(thread_id: int, member_id: int, at: datetime, *, pinned: bool) -> None:
    """Show a thread above all others, or no longer. Raises DomainError for others than the hosts."""
    with atomic():
        thread = _tended(thread_id, member_id, at)
        if pinned and not thread.pinned_at and queries.pinned_in(thread.circle_id) >= MOST_PINNED:
            raise DomainError(N_("You can pin at most %(many)s threads."), many=MOST_PINNED)
        thread.pinned_at = at if pinned else None


def lock(thread_id: int, member_id: int, at: datetime, *, locked: bool) -> None:
    """Close a thread for new posts, or open it again. Raises DomainError for others than the hosts."""
    with atomic():
        _tended(thread_id, member_id, at).locked_at = at if locked else None


def move(thread_id: int, member_id: int, to: Circle, at: datetime) -> None:
    """Move a thread to another circle that the member hosts or co-hosts, too.

    Raises DomainError where others would read it than its writers wrote for: in a public circle, and where
    somebody who wrote in it is not.
    """
    with atomic():
        here = db.session.get_one(Thread, thread_id).circle_id
        for circle_id in sorted({here, to.id}):
            circles.locked(circle_id)
        thread = _tended(thread_id, member_id, at)
        if not ensure_visible(to.id, member_id, at).may_tend or to.archived_at:
            raise DomainError(N_("You can move it only to another circle that you host."))
        if to.is_public and not db.session.get_one(Circle, here).is_public:
            raise DomainError(N_("People wrote here for this circle only. It can’t move to a public one."))
        if queries.writers_outside(thread.id, to.id):
            raise DomainError(N_("Everyone who wrote in this thread must be in the other circle first."))
        thread.circle_id, thread.pinned_at = to.id, None


def appoint(circle_id: int, host_id: int, to: Member, *, co_host: bool) -> None:
    """Make somebody in the circle a co-host, or no longer. Raises DomainError for anybody but the host."""
    with atomic():
        circle = host_of(circle_id, host_id)
        there = circles.membership_in(circle_id, to.id)
        if to.id == circle.host_id or there is None or there.joining is not Joining.IN:
            raise DomainError(N_("Choose someone in this circle."))
        if co_host and not there.is_co_host and queries.co_hosts_of(circle_id) >= MOST_CO_HOSTS:
            raise DomainError(N_("A circle can have at most %(many)s co-hosts."), many=MOST_CO_HOSTS)
        there.is_co_host = co_host


def step_down(circle_id: int, member_id: int) -> None:
    """Stop being a co-host; nobody is asked."""
    with atomic():
        there = circles.membership_in(circle_id, member_id)
        if there is not None:
            there.is_co_host = False


def archive(circle_id: int, host_id: int, at: datetime, *, archived: bool) -> None:
    """Keep the circle to be read, without anything new in it; or open it again.

    Raises DomainError for anybody but its host. Needs no membership.
    """
    with atomic():
        host_of(circle_id, host_id).archived_at = at if archived else None


def _tended(thread_id: int, member_id: int, at: datetime) -> Thread:
    """Return the thread with its row locked. Raises DomainError for others than the hosts of its circle."""
    found = select(Thread).where(Thread.id == thread_id).with_for_update()
    thread = db.session.scalars(found.execution_options(populate_existing=True)).one()
    if not ensure_visible(thread.circle_id, member_id, at).may_tend:
        raise DomainError(HOSTS_ONLY)
    ensure_open(thread.circle_id)
    return thread
