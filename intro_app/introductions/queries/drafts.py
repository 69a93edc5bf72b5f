"""Queries for drafts, which only their writer may ask for."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from intro_app.db import db, read
from intro_app.identity.models import Member
from intro_app.introductions.models.drafts import KEPT_FOR, MOST, Draft

_recipient, _connector = aliased(Member), aliased(Member)

_LIST = (
    select(
        Draft.address,
        _recipient.name.label("recipient"),
        _connector.name.label("connector"),
        Draft.begun_at,
        Draft.kept_at,
        Draft.ask_id.is_not(None).label("is_answer"),
    )
    .outerjoin(_recipient, _recipient.id == Draft.recipient_id)
    .outerjoin(_connector, _connector.id == Draft.connector_id)
    .where(Draft.member_id == bindparam("me"), Draft.kept_at > bindparam("since"))
    .order_by(Draft.kept_at.desc(), Draft.id.desc())
    .limit(MOST)
)
_AT = select(Draft).where(
    Draft.member_id == bindparam("me"),
    Draft.address == bindparam("address"),
    Draft.kept_at > bindparam("since"),
)


class DraftRow(NamedTuple):
    """A draft in its writer's list; an offer names neither recipient nor connector.

    That of an answer names, as the recipient, whom the connector would answer.
    """

    address: str
    recipient: str | None
    connector: str | None
    begun_at: datetime
    kept_at: datetime
    is_answer: bool


def drafts_of(member_id: int, at: datetime) -> list[DraftRow]:
    """Return the drafts of this member, the latest first."""
    rows = read(_LIST, {"me": member_id, "since": at - KEPT_FOR})
    return [DraftRow(*row) for row in rows]


def draft_at(member_id: int, address: str, at: datetime) -> Draft | None:
    """Return this member's draft at the form with this address, if there is one."""
    return db.session.scalar(_AT, {"me": member_id, "address": address, "since": at - KEPT_FOR})
