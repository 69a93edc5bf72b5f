"""The one rule for whether and how we may write to somebody; the outbox applies it to every e-mail.

A block or a stop affects contact at once, but whoever waits must not notice it: so `write()` composes and
posts in every case, and the outbox drops what this rule refuses. `visibility` decides what is shown.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Protocol

from sqlalchemy import ColumnElement

from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.outbox import Addressee, Email, is_suppressed, post
from intro_app.people.visibility import apart, is_hidden, refuses_connector, which_hold


class Reader(Protocol):
    """Somebody to write to: a member or a guest."""

    @property
    def addressee(self) -> Addressee:
        """Their address, language and time zone."""


def reach(
    reader: Reader | None,
    *,
    at: datetime,
    senders: Collection[int] = (),
    connector: int | None = None,
    scopes: Collection[str] = (),
) -> Addressee | None:
    """Return where and how to write to somebody, or None if we may not.

    We may not if they left or have no address, if there is a block between them and one of `senders` (ids of
    members), if they want nothing through this `connector`, if they stopped mail of these scopes, or if their
    mailbox is suspended after bounces.
    """
    if not is_here(reader) or reader is None:
        return None
    if isinstance(reader, Member) and is_apart(reader.id, senders, connector):
        return None
    to = reader.addressee
    return None if is_suppressed(to.address, scopes, at=at) else to


def reach_about_rights(reader: Reader | None) -> Addressee | None:
    """Return where to write about somebody's own rights, such as a case about them, whatever they stopped."""
    return reader.addressee if reader is not None and "@" in reader.addressee.address else None


def is_here(reader: Reader | None) -> bool:
    """Whether the reader exists, has not left, and has a known address."""
    if reader is None or has_left(reader):
        return False
    return "@" in reader.addressee.address


def has_left(reader: Reader) -> bool:
    """Whether this is a member whose account was closed or removed; always False for guests."""
    return isinstance(reader, Member) and (reader.left_at is not None or reader.removed)


def is_apart(member_id: int, senders: Collection[int], connector: int | None = None) -> bool:
    """Whether a block separates the member from any of these senders, or from mail through the connector.

    Every block is checked, whatever the first result, so that the time taken does not reveal which one it
    was.
    """
    blocks: list[ColumnElement[bool]] = [apart(member_id, one) for one in senders if one != member_id]
    if connector is not None and connector != member_id:
        blocks.append(refuses_connector(member_id, connector))
    return any(which_hold(blocks))


def write(
    reader: Reader | None,
    compose: Callable[[], Email],
    *,
    at: datetime,
    not_before: datetime | None = None,
    about: int | None = None,
) -> None:
    """Compose and post an e-mail for this reader; does nothing if `is_here` is false.

    `about` is the member whose action it reports in a place that both share; it is skipped if that member is
    hidden from the reader, but not while the reader waits for them. The outbox applies the rest of the rule
    and takes the same time for a refusal.
    """
    if not is_here(reader):
        return
    if isinstance(reader, Member) and about not in {None, reader.id} and is_hidden(reader.id, about or 0):
        return
    post(compose(), at=at, not_before=not_before)


def write_to_each(letters: Iterable[tuple[Reader | None, Callable[[], Email]]], *, at: datetime) -> None:
    """Compose and post an e-mail for each of these readers, all at once; leaves out those who are gone."""
    post(*[compose() for reader, compose in letters if is_here(reader)], at=at)


def lets_pass(email: Email) -> bool:
    """Whether the outbox may send an e-mail: its reader has not left, and no block applies to its sender."""
    reader = db.session.get(Member, email.to.member_id) if email.to.member_id is not None else None
    if reader is None:
        return True
    return not has_left(reader) and (email.sender_id is None or not is_apart(reader.id, [email.sender_id]))
