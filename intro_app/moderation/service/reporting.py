"""Report somebody: this opens a case or joins one, and has no other effect."""

from dataclasses import dataclass
from datetime import datetime

from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.introductions.guests import Guest
from intro_app.introductions.models import Introduction
from intro_app.introductions.queries import locked as locked_introduction
from intro_app.introductions.states import Answer, Role, State
from intro_app.moderation import emails, evidence, policy, queries
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import Case, Report
from intro_app.moderation.service.calling import call_moderators
from intro_app.outbox import post, suppress
from intro_app.people.service import block
from intro_app.wording import N_


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """What a reporter says: about whom, the grounds, their own words, and whether to block the person."""

    about: Role
    grounds: Grounds
    text: str = ""
    block_too: bool = False


def reportable(introduction: Introduction, role: Role, at: datetime) -> list[Role]:
    """Return whom the person in this role may report now; nobody if it is too long ago."""
    last_day = max(introduction.closes_at, introduction.ended_at or introduction.closes_at)
    if not policy.may_report(last_day, at):
        return []
    told = next((ask.role for ask in introduction.asks if ask.answer in {Answer.NOT_NOW, Answer.ANEW}), None)
    return policy.reportable(
        role,
        introduction.author_role,
        present={one for one in Role if introduction.person(one)},
        connected=introduction.state is State.CONNECTED,
        spoke=told,
    )


def report(introduction_id: int, role: Role, complaint: Complaint, *, at: datetime) -> Case:
    """Open a case or join the open one; a second report by the same person changes nothing.

    Nobody is told who reported. Raises DomainError if nothing from the reported person reached the reporter.
    """
    with atomic():
        introduction = locked_introduction(introduction_id)
        if complaint.about not in reportable(introduction, role, at):
            raise DomainError(N_("You can’t report this here. Write to us, and a person will read it."))
        case = queries.open_case(introduction.id, complaint.about) or _open(introduction, complaint.about, at)
        if case.report_of(role) is None:
            before = case.severity
            _join(case, role, complaint, at)
            call_moderators(case, at, before=before)
        if complaint.block_too:
            _block(introduction.person(role), introduction.person(complaint.about), complaint.about, at)
    return case


def _open(introduction: Introduction, about: Role, at: datetime) -> Case:
    person = introduction.person(about)
    member = person if isinstance(person, Member) else None
    case = Case(about_introduction=introduction, about=about, person=member, opened_at=at)
    db.session.add(case)
    return case


def _join(case: Case, role: Role, complaint: Complaint, at: datetime) -> None:
    introduction = case.introduction
    person = introduction.person(role)
    guest = person if isinstance(person, Guest) else None
    made = Report(
        role=role,
        reporter_id=person.id if isinstance(person, Member) else None,
        grounds=complaint.grounds,
        text=complaint.text,
        name=guest.name if guest else "",
        address=guest.email if guest else "",
        locale=guest.locale if guest else "",
        made_at=at,
    )
    case.join(made)
    case.evidence = evidence.sealed(introduction)
    # Stored without a sign of it: a refusal or another question would tell them who had reported.
    answering = queries.retaliates(introduction.id, role, complaint.about, at)
    case.possible_retaliation = case.possible_retaliation or answering
    db.session.flush()  # the receipt is named by the report's id
    if emails.addressee(case, role):
        post(emails.report_received(case, made, queries.median_days()), at=at)


def _block(reporter: Member | Guest | None, other: Member | Guest | None, about: Role, at: datetime) -> None:
    if not isinstance(other, Member) or reporter is None:
        return
    if isinstance(reporter, Member):
        block(reporter.id, other.id, at)
    elif reporter.email:
        suppress(reporter.email, f"{'connector' if about is Role.CONNECTOR else 'requester'}:{other.id}", at)
