"""Ends the held state of a restored site, after a page of what it is going to send."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select, update

from intro_app.audit.service import note
from intro_app.config import settings
from intro_app.db import atomic, db
from intro_app.introductions.queries import overdue
from intro_app.journal.models import Restoration
from intro_app.journal.queries import is_held
from intro_app.outbox.models import OutboxMessage
from intro_app.outbox.queries import is_waiting


def held_mail(at: datetime) -> Iterator[str]:
    """Yield what is going to be sent once the site is released: each kind of e-mail, and how many."""
    kinds = select(OutboxMessage.kind, func.count(), func.min(OutboxMessage.posted_at)).where(is_waiting())
    rows = db.session.execute(kinds.group_by(OutboxMessage.kind).order_by(OutboxMessage.kind)).all()
    if not rows:
        yield "No e-mail is waiting."
    for kind, number, oldest in rows:
        yield f"{number} × {kind}, the oldest of {oldest:%Y-%m-%d %H:%M %Z}"
    releases, closings = overdue(at, settings().undo_window)
    yield f"Overdue: {releases} introductions will be connected, {closings} closed."


def release_site(at: datetime) -> bool:
    """Let the site send again; return whether it was held."""
    if not is_held():
        return False
    held = Restoration.released_at.is_(None), Restoration.replayed_at.is_not(None)
    with atomic():
        released = update(Restoration).where(*held).values(released_at=at).returning(Restoration.id)
        for restoration_id in db.session.scalars(released).all():
            note(None, "site_released", None, f"restoration:{restoration_id}", "", at)
    return True
