"""Cases that are there already: who reported whom in what, as the tests of moderation want them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from intro_app.audit.models import AuditEntry
from intro_app.db import db
from intro_app.introductions.states import Role
from intro_app.moderation import service
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import Case
from intro_app.moderation.service import Complaint, Hearing, Ruling
from intro_app.moderation.stages import CaseOutcome
from intro_app.trust.events import Severity
from intro_app.trust.queries import standing_of
from intro_app.trust.rules import EPOCH
from tests.support.followups import connected
from tests.support.mail_server import Mailbox
from tests.support.people import MemberHandle, People
from tests.support.shelf import Shelf

DAY = timedelta(days=1)
TEXT = "He wrote three times after I had said no."
HEARING = Hearing(rule=Grounds.PRESSURE, allegation="That a no was not taken as the end of it.")
UPHELD = Ruling(
    outcome=CaseOutcome.UPHELD,
    rule=Grounds.PRESSURE,
    facts="Several messages were sent after a clear no.",
    facts_for_reporters="You said no, and messages went on.",
    severity=Severity.MODERATE,
)


@dataclass
class Court:
    """One case: Carol reported Alice, who asked for their introduction; Dan, who knows neither, moderates."""

    app: Flask
    people: People
    mailbox: Mailbox
    at: datetime
    introduction_id: int
    case_id: int
    public_id: str

    @property
    def case(self) -> Case:
        """The case, in the context the test is in."""
        return db.session.get_one(Case, self.case_id, populate_existing=True)

    @property
    def path(self) -> str:
        """Where a moderator finds it."""
        return f"/moderation/cases/{self.public_id}"

    def desk(self, person: MemberHandle | None = None) -> FlaskClient:
        """A moderator's browser."""
        return (person or self.people.dan).browser(by_passkey=True)

    def hear(self, at: datetime, hearing: Hearing = HEARING) -> Case:
        """Dan asks Alice for her side."""
        return service.hear(self.case_id, hearing, self.people.dan.member, at=at)


def court(
    app: Flask,
    people: People,
    mailbox: Mailbox,
    at: datetime,
    shelf: Shelf,
    grounds: Grounds = Grounds.PRESSURE,
) -> Court:
    """The case, just reported; it is lived through once, and laid out again for the tests to come."""
    kept_as = ("court", grounds, at, app.extensions["settings"])
    if not shelf.bring(app, kept_as, lambda: _report(people, at, grounds)):
        for name in ("alice", "carol", "dan"):
            people.recall(name)
    with app.app_context():
        case = db.session.scalars(select(Case)).one()
        return Court(app, people, mailbox, at, case.introduction.id, case.id, case.public_id)


def _report(people: People, at: datetime, grounds: Grounds) -> None:
    people.dan.becomes("moderator")
    introduction_id = connected(people.alice.member, people.carol.member, at)
    reported(introduction_id, Role.SECOND, Role.FIRST, at, grounds)


def reported(
    introduction_id: int,
    by: Role,
    about: Role,
    at: datetime,
    grounds: Grounds = Grounds.PRESSURE,
    *,
    block: bool = False,
) -> Case:
    """One report."""
    complaint = Complaint(about=about, grounds=grounds, text=TEXT, block_too=block)
    return service.report(introduction_id, by, complaint, at=at)


def noted(act: str = "") -> int:
    """How many lines the audit has, in all or of this act."""
    lines = select(func.count()).select_from(AuditEntry)
    return db.session.scalar(lines.where(AuditEntry.act == act) if act else lines) or 0


def decide(held: Court, at: datetime, ruling: Ruling = UPHELD) -> int:
    """Let Dan ask for the other side, if nobody did, and decide after the wait; return the decision's id."""
    if held.case.heard_from is None and not held.case.unheard_because:
        held.hear(at)
    return service.decide(held.case_id, ruling, held.people.dan.member, at=at + 11 * DAY).id


def harm(person: MemberHandle) -> float:
    """The harm points of a member as they were when last touched."""
    return standing_of(person.id).harm_at(EPOCH)


def subjects(held: Court, address: str, at: datetime) -> list[str]:
    """What has come to this address by then."""
    held.mailbox.deliver(at)
    return [letter.subject for letter in held.mailbox.to(address)]
