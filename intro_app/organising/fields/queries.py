"""Queries on changes of fields, and who made them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import String, cast, func, select

from intro_app.audit.models import AuditEntry
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.site_settings import DefinedField, OwnFieldChange, own_fields

_SHOWN = 20


class FieldChange(NamedTuple):
    """One change of a field: when, by whom (empty for somebody who left), from what to what."""

    id: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    made_at: datetime
    by: str
    is_newest: bool


def field_by_public_id(public_id: str) -> DefinedField | None:
    """Return the field with this id."""
    return next((one for one in own_fields() if one.public_id == public_id), None)


def changes_of(field_id: int) -> list[FieldChange]:
    """Return the latest changes of a field, the newest first."""
    newest = select(func.max(OwnFieldChange.id)).where(OwnFieldChange.field_id == field_id).scalar_subquery()
    rows = (
        select(OwnFieldChange, Member.name, OwnFieldChange.id == newest)
        .outerjoin(AuditEntry, AuditEntry.about == "own_field_change:" + cast(OwnFieldChange.id, String))
        .outerjoin(Member, Member.id == AuditEntry.actor_id)
        .where(OwnFieldChange.field_id == field_id)
        .order_by(OwnFieldChange.id.desc())
        .limit(_SHOWN)
    )
    return [
        FieldChange(one.id, one.before, one.after, one.made_at, by or "", bool(is_newest))
        for one, by, is_newest in db.session.execute(rows)
    ]
