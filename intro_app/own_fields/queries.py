"""Queries on own fields: what members answered."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select

from intro_app.db import db
from intro_app.own_fields.models import OwnFieldValue
from intro_app.own_fields.policy import readers_of
from intro_app.site_settings import Audience, DefinedField, OwnField, own_fields


def values_of(member_id: int) -> dict[int, OwnFieldValue]:
    """Return a member's answers by the id of their field."""
    theirs = select(OwnFieldValue).where(OwnFieldValue.member_id == member_id)
    return {value.field_id: value for value in db.session.scalars(theirs)}


def answered_by(member_id: int) -> list[tuple[DefinedField, OwnFieldValue]]:
    """Return the fields that a member answered, in their order; for the member and for staff only."""
    values = values_of(member_id) if own_fields() else {}
    return [(one, values[one.id]) for one in own_fields() if one.id in values]


def open_texts_of(member_id: int) -> list[str]:
    """Return the answers of a member that all members may read, as the tables stand."""
    found = (
        select(OwnFieldValue.shown_text)
        .where(OwnFieldValue.member_id == member_id, OwnFieldValue.shown_text != "")
        .order_by(OwnFieldValue.field_id)
    )
    return list(db.session.scalars(found))


def missing_of(member_id: int) -> list[DefinedField]:
    """Return the fields that everybody is asked to fill in and this member has not."""
    asked = [one for one in own_fields() if one.required]
    values = values_of(member_id) if asked else {}
    return [one for one in asked if one.id not in values]


def hidden_since_widened(member_id: int) -> list[DefinedField]:
    """Return the fields whose answers are hidden because more people could read them now."""
    answered = answered_by(member_id)
    return [one for one, value in answered if value.agreed < one.agreed and value.audience != Audience.STAFF]


def readers_of_value(asked: DefinedField | OwnField, value: OwnFieldValue) -> Audience:
    """Return who may read an answer now."""
    return readers_of(asked.audience, value.audience, has_agreed=value.agreed >= asked.agreed)


def values_in(field_id: int) -> Sequence[OwnFieldValue]:
    """Return all answers in one field, locked until the transaction ends."""
    found = select(OwnFieldValue).where(OwnFieldValue.field_id == field_id).order_by(OwnFieldValue.member_id)
    return db.session.scalars(found.with_for_update()).all()


def number_answered() -> dict[int, int]:
    """Return how many members answered each field, for staff only."""
    counted = select(OwnFieldValue.field_id, func.count()).group_by(OwnFieldValue.field_id)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def choosing(field_id: int, option: str) -> Select[int]:
    """Return the SELECT of the ids of those who show all members that they chose this option."""
    chosen = OwnFieldValue.field_id == field_id, OwnFieldValue.shown_text == option
    return select(OwnFieldValue.member_id).where(*chosen)


def who_answered() -> Sequence[int]:
    """Return the ids of all members who answered a field."""
    found = select(OwnFieldValue.member_id).distinct().order_by(OwnFieldValue.member_id)
    return db.session.scalars(found).all()
