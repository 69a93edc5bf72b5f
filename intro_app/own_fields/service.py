"""Make, change and remove fields; save what members answer; keep the search's index as they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from intro_app.audit.service import note
from intro_app.db import advisory_lock, atomic, db
from intro_app.errors import DomainError
from intro_app.own_fields import policy, queries
from intro_app.own_fields.models import OwnFieldValue
from intro_app.own_fields.policy import FieldAnswer
from intro_app.search.service import put_own
from intro_app.site_settings import Audience, FieldKind, OwnField, OwnFieldChange, follow_at_once
from intro_app.text import plain
from intro_app.wording import N_


@dataclass(frozen=True, kw_only=True)
class FieldDraft:
    """A field as staff fill it in: labels and hints by language, options where one is to be chosen."""

    kind: FieldKind
    audience: Audience
    required: bool
    labels: Mapping[str, str]
    hints: Mapping[str, str]
    options: Sequence[str] = ()


class AnswerRefused(DomainError):
    """An answer does not fit its field."""


def make_field(draft: FieldDraft, staff_id: int, at: datetime) -> OwnField:
    """Add a field to the profile. Raises DomainError beyond the limit."""
    with atomic():
        advisory_lock("own fields")
        if len(db.session.scalars(select(OwnField.id)).all()) >= policy.MOST_FIELDS:
            raise DomainError(N_("There are eight fields already. Remove one first."))
        made = OwnField(
            kind=draft.kind,
            audience=draft.audience,
            required=draft.required,
            labels=dict(draft.labels),
            hints=dict(draft.hints),
            options=list(draft.options) if draft.kind is FieldKind.CHOICE else [],
        )
        db.session.add(made)
        db.session.flush()
        note(staff_id, "own_field_made", None, f"own_field:{made.id}", "", at)
    follow_at_once()
    return made


def change_field(field_id: int, draft: FieldDraft, staff_id: int, at: datetime) -> bool:
    """Change a field; its kind stays. Return False if nothing differs.

    Where it is widened, every answer is hidden until its owner has saved it again.
    """
    with atomic():
        made = _locked(field_id)
        if made is None:
            return False
        before = _as_kept(made)
        wished = before | {
            "audience": str(draft.audience),
            "required": draft.required,
            "labels": dict(draft.labels),
            "hints": dict(draft.hints),
            "options": list(draft.options) if made.kind is FieldKind.CHOICE else [],
        }
        if wished == before:
            return False
        _change(made, before, wished, staff_id, at)
    follow_at_once()
    return True


def undo_field_change(change_id: int, staff_id: int, at: datetime) -> bool:
    """Set a field back to what it was before its latest change; return False if there was a later one."""
    with atomic():
        done = db.session.get(OwnFieldChange, change_id) if change_id < 2**31 else None
        made = _locked(done.field_id) if done else None
        if done is None or made is None or _as_kept(made) != done.after or _is_changed_since(done):
            return False
        _change(made, _as_kept(made), done.before, staff_id, at, is_undo=True)
    follow_at_once()
    return True


def remove_field(field_id: int, staff_id: int, at: datetime) -> None:
    """Remove a field with everything that was answered in it, for good."""
    with atomic():
        made = _locked(field_id)
        if made is None:
            return
        showing = [value.member_id for value in queries.values_in(field_id) if value.shown_text]
        for table in (OwnFieldValue, OwnFieldChange):
            db.session.execute(delete(table).where(table.field_id == field_id))
        db.session.delete(made)
        db.session.flush()
        for member_id in showing:
            index_own(member_id)
        note(staff_id, "own_field_removed", None, f"own_field:{field_id}", "", at)
    follow_at_once()


def save_answers(member_id: int, answers: Mapping[str, FieldAnswer]) -> None:
    """Save a member's answers, by the public ids of their fields; an empty one deletes what stood there.

    Raises AnswerRefused for one that does not fit its field.
    """
    if not answers:
        return
    with atomic():
        wanted = select(OwnField).where(OwnField.public_id.in_(answers))
        before = queries.values_of(member_id)
        for asked in db.session.scalars(wanted.order_by(OwnField.id)).all():
            _save(asked, member_id, answers[asked.public_id], before.get(asked.id))
        db.session.flush()
        index_own(member_id)


def erase_answers(member_id: int) -> None:
    """Delete all that a member answered, in the caller's transaction."""
    with atomic():
        db.session.execute(delete(OwnFieldValue).where(OwnFieldValue.member_id == member_id))


def take_answers_down(member_id: int) -> list[dict[str, Any]]:
    """Delete all that a member answered, in the caller's transaction; return it, to be put back."""
    values = queries.values_of(member_id).values()
    kept = [
        {
            "field_id": one.field_id,
            "audience": str(one.audience),
            "agreed": one.agreed,
            "shown_text": one.shown_text,
            "sealed_text": one.sealed_text,
        }
        for one in values
    ]
    erase_answers(member_id)
    index_own(member_id)
    return kept


def put_answers_back(member_id: int, kept: Sequence[Mapping[str, Any]]) -> None:
    """Put back what was taken down, except where the member has answered anew or the field is gone."""
    there = queries.values_of(member_id)
    fields = set(db.session.scalars(select(OwnField.id)))
    for one in kept:
        if one["field_id"] in fields and one["field_id"] not in there:
            own = {**one, "audience": Audience(one["audience"])}
            db.session.add(OwnFieldValue(member_id=member_id, **own))
    index_own(member_id)


def index_own(member_id: int) -> None:
    """Let the search find a member by the answers that all members may read, and no others."""
    with atomic():
        db.session.flush()
        put_own(member_id, queries.open_texts_of(member_id))


def index_all_own() -> None:
    """Index the answers of everybody again, each in a transaction of their own."""
    for member_id in queries.who_answered():
        index_own(member_id)


def _save(asked: OwnField, member_id: int, answer: FieldAnswer, there: OwnFieldValue | None) -> None:
    text = plain.clean(answer.text)
    if fault := policy.fault_in(asked, text, there.text if there else ""):
        raise AnswerRefused(fault.sentence, piece=fault.piece)
    if not text:
        if there:
            db.session.delete(there)
        return
    audience = policy.narrower(answer.audience, asked.audience)
    if there is None:
        there = OwnFieldValue(field_id=asked.id, member_id=member_id, audience=audience, agreed=asked.agreed)
        db.session.add(there)
    there.audience, there.agreed = audience, asked.agreed
    there.hold(text, is_open=queries.readers_of_value(asked, there) is Audience.MEMBERS)


def _change(
    made: OwnField,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    staff_id: int,
    at: datetime,
    *,
    is_undo: bool = False,
) -> None:
    """Store a change, carry it out, and seal or index the answers as they may be read now."""
    done = OwnFieldChange(field_id=made.id, before=dict(before), after={}, made_at=at)
    db.session.add(done)
    db.session.flush()  # its id is the number to agree to
    is_wider = not policy.is_within(Audience(after["audience"]), made.audience)
    agreed = done.id if is_wider and not is_undo else after["agreed"]
    done.after = {**after, "agreed": agreed}
    _take(made, done.after)
    db.session.flush()
    _apply_to_answers(made)
    note(staff_id, "own_field_changed", None, f"own_field_change:{done.id}", "", at)


def _apply_to_answers(made: OwnField) -> None:
    for value in queries.values_in(made.id):
        was_open, text = bool(value.shown_text), value.text
        is_open = queries.readers_of_value(made, value) is Audience.MEMBERS
        if was_open is not is_open:
            value.hold(text, is_open=is_open)
            index_own(value.member_id)


def _is_changed_since(done: OwnFieldChange) -> bool:
    later = select(OwnFieldChange.id).where(
        OwnFieldChange.field_id == done.field_id, OwnFieldChange.id > done.id
    )
    return db.session.scalar(later.limit(1)) is not None


_KEPT = ("required", "labels", "hints", "options", "agreed")


def _as_kept(made: OwnField) -> dict[str, Any]:
    return {"audience": str(made.audience)} | {name: getattr(made, name) for name in _KEPT}


def _take(made: OwnField, kept: Mapping[str, Any]) -> None:
    made.audience = Audience(kept["audience"])
    for name in _KEPT:
        setattr(made, name, kept[name])


def _locked(field_id: int) -> OwnField | None:
    return db.session.get(OwnField, field_id, with_for_update=True, populate_existing=True)
