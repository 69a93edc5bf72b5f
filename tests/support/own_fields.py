"""Fields of a community: how a test makes one, and answers in it."""

from datetime import datetime

from intro_app.own_fields import service
from intro_app.own_fields.policy import FieldAnswer
from intro_app.own_fields.service import FieldDraft
from intro_app.people.queries.own_fields import answers_shown
from intro_app.site_settings import Audience, FieldKind
from tests.support.people import MemberHandle


def field_of(
    dan: MemberHandle,
    at: datetime,
    label: str = "Class year",
    kind: FieldKind = FieldKind.YEAR,
    audience: Audience = Audience.MEMBERS,
    *,
    required: bool = False,
    options: tuple[str, ...] = (),
) -> str:
    """Dan makes a field; its public id."""
    with dan.app.app_context():
        return service.make_field(
            drafted(label, kind, audience, required=required, options=options), dan.id, at
        ).public_id


def drafted(
    label: str = "Class year",
    kind: FieldKind = FieldKind.YEAR,
    audience: Audience = Audience.MEMBERS,
    *,
    required: bool = False,
    options: tuple[str, ...] = (),
) -> FieldDraft:
    """A field as its form has it."""
    return FieldDraft(
        kind=kind, audience=audience, required=required, labels={"en": label}, hints={}, options=options
    )


def answers_in(
    person: MemberHandle, public_id: str, text: str, audience: Audience = Audience.MEMBERS
) -> None:
    """Somebody answers in one field."""
    with person.app.app_context():
        service.save_answers(person.id, {public_id: FieldAnswer(text, audience)})


def reads(reader: MemberHandle, member: MemberHandle) -> list[str]:
    """What somebody reads of another's answers."""
    with reader.app.app_context():
        return [one.text for one in answers_shown(reader.id, member.id)]
