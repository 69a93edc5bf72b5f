"""Queries about passkeys."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from intro_app.db import db
from intro_app.identity.models import Member, Passkey


class OwnPasskey(NamedTuple):
    """A passkey as its owner sees it."""

    id: int
    name: str
    added_at: datetime
    used_at: datetime | None
    doubted_at: datetime | None


_OWN = [getattr(Passkey, name) for name in OwnPasskey._fields]


def passkeys_of(member_id: int) -> list[OwnPasskey]:
    """Return the member's passkeys, oldest first."""
    own = select(*_OWN).where(Passkey.member_id == member_id).order_by(Passkey.id)
    return [OwnPasskey(*row) for row in db.session.execute(own)]


def credential_ids(member_id: int) -> list[str]:
    """Return the credential ids of the member's passkeys, so that no device creates a second one."""
    return list(db.session.scalars(select(Passkey.credential_id).where(Passkey.member_id == member_id)))


def good_passkeys(member_id: int) -> int:
    """Return how many of the member's passkeys still work, that is, are not doubted."""
    good = select(func.count()).where(Passkey.member_id == member_id, Passkey.doubted_at.is_(None))
    return db.session.scalar(good) or 0


def passkey_and_member(credential_id: str) -> tuple[Passkey, Member] | None:
    """Return the passkey with this credential id and its owner; the passkey's row is locked."""
    found = select(Passkey, Member).join(Member, Member.id == Passkey.member_id)
    known = found.where(Passkey.credential_id == credential_id).with_for_update(of=Passkey)
    row = db.session.execute(known).one_or_none()
    return (row[0], row[1]) if row else None
