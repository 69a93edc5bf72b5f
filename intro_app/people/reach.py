"""Whether and how we may write to somebody: the one rule. Who writes asks it, and the outbox asks it of every e-mail.

What a block or a stop changes for contact is immediate. It must not show to whoever waits: so `write()`
composes and posts in every case, and the outbox drops what this rule refuses. `visibility` says what shows.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Protocol

from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.outbox import Addressee, Email, is_suppressed, post
from intro_app.people.visibility import is_blocked, is_blocked_as_connector, is_hidden


class Reader(Protocol):
    """Somebody to write to: a member, or a guest."""

    @property
    def addressee(self) -> Addressee:
        """Where their mail goes."""


def reach(
    reader: Reader | None,
    *,
    at: datetime,
    senders: Collection[int] = (),
    connector: int | None = None,
    scopes: Collection[str] = (),
) -> Addressee | None:
    """Where and how to write to somebody, or None when we may not.

    None is: nobody, who left, who has no address here, who has a block between them and one of `senders` (ids
    of members), who wants nothing through this `connector`, who stopped mail of these scopes, or whose
    mailbox rests.
    """
    if not is_here(reader) or reader is None:
        return None
    if isinstance(reader, Member) and is_apart(reader.id, senders, connector):
        return None
    to = reader.addressee
    return None if is_suppressed(to.address, scopes, at=at) else to


def reach_about_rights(reader: Reader | None) -> Addressee | None:
    """Where to write about somebody's own rights, as in a case about them: whatever they stopped."""
    return reader.addressee if reader is not None and "@" in reader.addressee.address else None


def is_here(reader: Reader | None) -> bool:
    """Whether this is somebody, who has not left, and whose address we know."""
    if reader is None or has_left(reader):
        return False
    return "@" in reader.addressee.address


def has_left(reader: Reader) -> bool:
    """Whether this member closed their account; a guest has none."""
    return isinstance(reader, Member) and reader.left_at is not None


def is_apart(member_id: int, senders: Collection[int], connector: int | None = None) -> bool:
    """Whether a block stands between a member and any of these, or before what comes through this connector.

    All of it is asked, whatever the first answer: the time that it takes must not tell which one it was.
    """
    blocked = [is_blocked(member_id, sender) for sender in senders if sender != member_id]
    through = (
        connector is not None and connector != member_id and is_blocked_as_connector(member_id, connector)
    )
    return any(blocked) or through


def write(
    reader: Reader | None,
    compose: Callable[[], Email],
    *,
    at: datetime,
    not_before: datetime | None = None,
    about: int | None = None,
) -> None:
    """Post what is composed for this reader; nothing for nobody, for who left, and where no address is known.

    `about`: the member whose doing it tells of in a place that both share. It follows what the reader sees
    there: who waits for that member goes on hearing of them. The rest of the rule is asked by the outbox,
    which takes as long for a no as for a yes.
    """
    if not is_here(reader):
        return
    if isinstance(reader, Member) and about not in {None, reader.id} and is_hidden(reader.id, about or 0):
        return
    post(compose(), at=at, not_before=not_before)


def lets_pass(email: Email) -> bool:
    """What the outbox asks of every e-mail: whether its reader is here, and no block stands before its sender."""
    reader = db.session.get(Member, email.to.member_id) if email.to.member_id is not None else None
    if reader is None:
        return True
    return not has_left(reader) and (email.sender_id is None or not is_apart(reader.id, [email.sender_id]))
