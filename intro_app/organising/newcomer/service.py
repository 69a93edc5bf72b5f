"""Makes up a newcomer for as long as one page is looked at, and takes them back."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from sqlalchemy import select

from intro_app.db import atomic, db
from intro_app.i18n import gettext as _
from intro_app.identity.models import Member
from intro_app.identity.service import join
from intro_app.people.models import Block, BlockKind, ProfileSnapshot

# Reserved (RFC 2606), so that nobody has it.
_ADDRESS = "newcomer@made-up.example"


class _NothingIsKept(Exception):
    """Ends the transaction without keeping anything."""


@contextmanager
def made_up_newcomer(reader: Member, at: datetime) -> Iterator[Member]:
    """Make up a member who has joined just now, for a reader on staff; afterwards everything is as before.

    Whatever is written meanwhile goes with them. For whom the reader waits is hidden from the newcomer: the
    reader would otherwise see, past their own snapshot, whether somebody has changed since they asked them.
    """
    with suppress(_NothingIsKept), atomic():
        newcomer = join(_ADDRESS, _("Noor Newcomer"), at)
        waited_for = select(ProfileSnapshot.member_id).where(ProfileSnapshot.reader_id == reader.id)
        for person_id in db.session.scalars(waited_for.distinct()).all():
            hidden = Block(blocker_id=newcomer.id, blocked_id=person_id, kind=BlockKind.PERSON, since=at)
            db.session.add(hidden)
        db.session.flush()
        yield newcomer
        raise _NothingIsKept
