"""Report something that somebody wrote outside introductions, or that staff wrote for the site."""

from dataclasses import dataclass
from datetime import datetime

from intro_app.db import atomic, db
from intro_app.db.locks import advisory_lock
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.introductions.states import Role
from intro_app.moderation import emails, evidence, queries
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import Case, CasePicture, Report
from intro_app.moderation.service.calling import call_moderators, call_staff_of_site
from intro_app.outbox import post
from intro_app.reportable import ReportSubject, SubjectKind
from intro_app.wording import N_


@dataclass(frozen=True, kw_only=True)
class SubjectComplaint:
    """What a reporter says; whoever has no account may leave an address to learn the outcome."""

    grounds: Grounds
    text: str = ""
    address: str = ""
    locale: str = ""


def report_subject(
    kind: SubjectKind, subject: ReportSubject, complaint: SubjectComplaint, by: Member | None, *, at: datetime
) -> Case:
    """Open a case or join the open one; a second report by the same member changes nothing.

    Nobody is told who reported. Raises DomainError for what the reporter wrote themselves.
    """
    if by is not None and by.id == subject.author_id:
        raise DomainError(N_("You wrote this yourself. You can change or delete it."))
    with atomic():
        author = _locked_author(kind, subject)
        case = queries.open_case_about(kind, subject.id) or _open(kind, subject, author, at)
        if by is None or case.report_by(by.id) is None:
            before = case.severity
            _join(case, subject, complaint, by, at)
            call_moderators(case, at, before=before)
            if kind.is_of_site:
                call_staff_of_site(case, complaint.grounds, at)
    return case


def _locked_author(kind: SubjectKind, subject: ReportSubject) -> Member | None:
    """Return the author, and let nobody else open a case about the same thing meanwhile."""
    if subject.author_id is None:
        advisory_lock(f"report:{kind}:{subject.id}")
        return None
    return db.session.get_one(Member, subject.author_id, with_for_update=True)


def _open(kind: SubjectKind, subject: ReportSubject, author: Member | None, at: datetime) -> Case:
    case = Case(
        kind=kind,
        subject_id=subject.id,
        involved_id=subject.involved_id,
        about=Role.FIRST,
        person=author,
        author_address=subject.address,
        author_locale=subject.locale,
        unheard_because=N_("Staff wrote it for the site.") if kind.is_of_site else "",
        opened_at=at,
    )
    db.session.add(case)
    return case


def _join(
    case: Case, subject: ReportSubject, complaint: SubjectComplaint, by: Member | None, at: datetime
) -> None:
    made = Report(
        role=Role.SECOND,
        reporter_id=by.id if by else None,
        grounds=complaint.grounds,
        text=complaint.text,
        address="" if by else complaint.address,
        locale="" if by else complaint.locale,
        made_at=at,
    )
    case.join(made)
    # The first copy stays: its author could have changed the words since they were reported.
    if case.evidence is None:
        case.evidence = evidence.sealed_subject(subject)
        db.session.flush()
        db.session.add_all(CasePicture(case_id=case.id, **vars(one)) for one in subject.pictures())
    if by is not None and subject.author_id is not None:
        answering = queries.retaliates_against(by.id, subject.author_id, at)
        case.possible_retaliation = case.possible_retaliation or answering
    db.session.flush()
    if emails.addressee(case, made.role, made.id):
        post(emails.report_received(case, made, queries.median_days()), at=at)
