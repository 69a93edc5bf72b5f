"""Query what a member answered in the community's fields, as one reader may see it.

Whether the reader sees the member at all is asked before, by the rules of `visibility`. Whoever waits for
somebody reads what they read when the waiting began, as on the rest of the profile.
"""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Integer, Select, bindparam, select

from intro_app.db import db
from intro_app.identity.group_directory import group_directory
from intro_app.own_fields.policy import is_within, narrower
from intro_app.own_fields.queries import readers_of_value, values_of
from intro_app.people import visibility
from intro_app.people.introduced import introduced
from intro_app.people.models import ProfileSnapshot
from intro_app.site_settings import Audience, DefinedField, own_fields


class ShownAnswer(NamedTuple):
    """An answer that a reader may see, its field, and the widest audience in which they see it."""

    field: DefinedField
    text: str
    audience: Audience


_READER: BindParameter[int] = bindparam("reader", type_=Integer)
_MEMBER: BindParameter[int] = bindparam("member", type_=Integer)


def answers_shown(reader_id: int, member_id: int) -> list[ShownAnswer]:
    """Return what a reader, who sees this member, reads in the fields of the community."""
    if not own_fields():
        return []
    present = answers_now(reader_id, member_id)
    kept = db.session.scalar(_snapshot(), {"reader": reader_id, "member": member_id})
    return present if kept is None else _as_kept(kept)


def answers_now(reader_id: int, member_id: int) -> list[ShownAnswer]:
    """Return what a reader would read if they did not wait for the member; their own answers all."""
    if not own_fields():
        return []
    reach = Audience.MEMBERS if reader_id == member_id else _nearness(reader_id, member_id)
    values, shown = values_of(member_id), []
    for asked in own_fields():
        if (value := values.get(asked.id)) is None:
            continue
        readers = readers_of_value(asked, value)
        if reader_id == member_id or is_within(reach, readers):
            shown.append(ShownAnswer(asked, value.text, readers))
    return shown


def answers_for_staff(member_id: int) -> list[ShownAnswer]:
    """Return all that a member answered, for staff who gave a reason to look."""
    return answers_now(member_id, member_id)


def packed_answers(shown: list[ShownAnswer]) -> list[list[str]]:
    """Return answers in the form of a snapshot."""
    return [[one.field.public_id, one.text, str(one.audience)] for one in shown]


def _as_kept(kept: list[list[str]]) -> list[ShownAnswer]:
    """Return the answers of a snapshot, but those whose field staff removed or narrowed since."""
    by_id = {one.public_id: one for one in own_fields()}
    shown = [(by_id.get(public_id), text, Audience(audience)) for public_id, text, audience in kept]
    return [
        ShownAnswer(asked, text, audience)
        for asked, text, audience in shown
        if asked and narrower(audience, asked.audience) is audience
    ]


def _nearness(reader_id: int, member_id: int) -> Audience:
    """Return the narrowest audience of the member's in which the reader is."""
    is_introduced, mine, theirs = db.session.execute(
        _near(), {"reader": reader_id, "member": member_id}
    ).one()
    if is_introduced:
        return Audience.INTRODUCED
    shares_one = bool(mine and theirs) and not set(mine.split(",")).isdisjoint(theirs.split(","))
    return Audience.GROUPS if shares_one else Audience.MEMBERS


@cache
def _near() -> Select[Any]:
    groups = group_directory()
    columns: list[Any] = [introduced(_READER, _MEMBER), groups.of_member(_READER), groups.shown_by(_MEMBER)]
    return select(*columns)


@cache
def _snapshot() -> Select[Any]:
    kept = select(ProfileSnapshot.own_fields).where(
        ProfileSnapshot.reader_id == _READER,
        ProfileSnapshot.member_id == _MEMBER,
        visibility.IS_KNOWN,
    )
    return kept.order_by(ProfileSnapshot.id.desc()).limit(1)
