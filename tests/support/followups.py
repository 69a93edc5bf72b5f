"""Introductions that are connected already, as many as a test wants, with their follow-ups asked."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from intro_app.db import Model, atomic, db
from intro_app.devtools.cast import GOOD_WORD, LETTER
from intro_app.followups import service
from intro_app.identity.models import ContactField, Member
from intro_app.introductions.models import Ask, Consent, Introduction, agreed_hash, shares_of
from intro_app.introductions.states import Answer, Role, Way
from intro_app.trust.models import TrustEvent

ASKED_AFTER = timedelta(days=14)


def connected(
    first: Member, second: Member, at: datetime, connector: Member | None = None, mark: str = ""
) -> int:
    """Two members are introduced at this moment; the id of their introduction."""
    with atomic():
        made = _agreed(first, second, at, connector, mark)
        db.session.add(made)
        db.session.flush()
        made.connect(at)
        db.session.flush()
        return made.id


def agreed(
    first: Member, second: Member, at: datetime, connector: Member | None = None, mark: str = ""
) -> int:
    """Two members have agreed at this moment, and nobody was told yet; the id of their introduction."""
    with atomic():
        made = _agreed(first, second, at, connector, mark)
        db.session.add(made)
        db.session.flush()
        return made.id


def asked(
    first: Member, second: Member, at: datetime, connector: Member | None = None, mark: str = ""
) -> int:
    """The same, and at this moment, 14 days later, both are asked how it went."""
    introduction_id = connected(first, second, at - ASKED_AFTER, connector, mark)
    service.ask_due(at)
    return introduction_id


def useful_events() -> list[dict[str, object]]:
    """What the ledger of trust has about useful introductions."""
    return [
        event.facts for event in db.session.scalars(select(TrustEvent).where(TrustEvent.kind == "useful"))
    ]


def rows() -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Model.metadata.sorted_tables
    }


def _agreed(first: Member, second: Member, at: datetime, connector: Member | None, mark: str) -> Introduction:
    made = Introduction(
        form_id=f"{first.id} {second.id} {mark}",
        way=Way.NAMED if connector else Way.DIRECT,
        text=LETTER.stored(),
        text_hash=agreed_hash(LETTER.stored()),
        endorsement=GOOD_WORD.stored() if connector else None,
        sent_at=at - timedelta(days=3),
        closes_at=at + timedelta(days=14),
        spread_seconds=0,
    )
    made.first, made.second, made.connector = first, second, connector
    made.asks = [Ask(position=1, role=Role.SECOND, put_at=at, answer=Answer.YES, answered_at=at)]
    made.consents = [_consent(made, role, at) for role in Role if made.person(role)]
    made.agree(at)
    return made


def _consent(made: Introduction, role: Role, at: datetime) -> Consent:
    person, text = made.person(role), made.text_hash
    shares = {} if role is Role.CONNECTOR or person is None else shares_of(person, ContactField)
    return Consent(role=role, text_hash=text, seen_hash=text, shares=shares, given_at=at, how="test")
