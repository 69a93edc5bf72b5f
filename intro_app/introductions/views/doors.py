"""Says in words why people in a list cannot be asked now: their sign refuses, or I asked them lately."""

from collections.abc import Callable, Sequence
from datetime import datetime

from intro_app.i18n import gettext as _
from intro_app.identity.models import Member
from intro_app.introductions import policy
from intro_app.introductions.policy import PersonAsked
from intro_app.introductions.queries import last_asked
from intro_app.introductions.texts import Purpose
from intro_app.people.queries import Known
from intro_app.people.visibility import SeenDoor, doors_seen_by
from intro_app.web.templating import day


def shut_to_members(name: str, door: SeenDoor, at: datetime) -> str:
    """Return what stands on a door that takes no direct ask now; empty for one that does."""
    return _words(name, policy.recipient(door, at, direct=True), at)


def shut_connectors(reader: Member, known: Sequence[Known], at: datetime) -> dict[str, str]:
    """Return, by public id, why the reader cannot ask people to connect now: asked lately, or a shut door."""
    return _shut(reader, known, at, lambda sign: policy.connector(sign, at)) | _asked_lately(
        reader, known, at
    )


def shut_recipients(
    reader: Member, known: Sequence[Known], at: datetime, purpose: Purpose | None = None
) -> dict[str, str]:
    """Return what stands on the doors to which no connector can bring an ask now, by public id."""
    return _shut(reader, known, at, lambda sign: policy.recipient(sign, at, direct=False, purpose=purpose))


def sign_of(reader: Member, recipient: Member, at: datetime, purpose: Purpose) -> str:
    """Return what stands on the door to which a connector would bring an ask, open or shut."""
    door = doors_seen_by(reader.id, [recipient.id])[recipient.id]
    person = policy.recipient(door, at, direct=False, purpose=purpose)
    return _words(recipient.name, person, at) or _(
        "%(name)s takes requests like this one.", name=recipient.name
    )


def _asked_lately(reader: Member, known: Sequence[Known], at: datetime) -> dict[str, str]:
    last = last_asked(reader.id, [row.member_id for row in known])
    rested = {row.public_id: (row.name, policy.connector_rested(last.get(row.member_id))) for row in known}
    sentence = policy.AskRefusal.CONNECTOR_RESTING.value
    return {
        public_id: _(sentence, name=name, date=day(until))
        for public_id, (name, until) in rested.items()
        if until and at < until
    }


def _shut(
    reader: Member, known: Sequence[Known], at: datetime, read: Callable[[SeenDoor], PersonAsked]
) -> dict[str, str]:
    on_doors = doors_seen_by(reader.id, [row.member_id for row in known])
    words = {row.public_id: _words(row.name, read(on_doors[row.member_id]), at) for row in known}
    return {public_id: sentence for public_id, sentence in words.items() if sentence}


def _words(name: str, person: PersonAsked, at: datetime) -> str:
    refusal = policy.door(person, at)
    return _(refusal.value, name=name, date=day(person.opens_at or at)) if refusal else ""
