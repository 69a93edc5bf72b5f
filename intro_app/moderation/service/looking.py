"""What a moderator may read, audited: introductions of open cases, and contact details for a reason."""

from datetime import datetime

from sqlalchemy import update

from intro_app.audit.service import note
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import ContactField, Member
from intro_app.introductions.states import Role
from intro_app.moderation import queries
from intro_app.moderation.models import Case
from intro_app.moderation.policy import ModerationRefusal
from intro_app.text import plain
from intro_app.wording import N_

SHORTEST_REASON, LONGEST_REASON = 10, 300


class AccessRefused(DomainError):
    """A moderator may not do or see this; carries the reason."""

    def __init__(self, refusal: ModerationRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def ensure_far_enough(case: Case, moderator: Member) -> None:
    """Raise AccessRefused if the moderator is within two steps of anybody in the case."""
    if queries.is_too_near(moderator, case):
        raise AccessRefused(ModerationRefusal.TOO_NEAR)


def ensure_readable(case: Case, moderator: Member) -> None:
    """Raise AccessRefused unless this moderator may read the introduction of this case now."""
    ensure_far_enough(case, moderator)
    if not case.is_readable_by(moderator.id):
        raise AccessRefused(ModerationRefusal.NOT_OPEN)


def ensure_undecided(case: Case, moderator: Member) -> None:
    """Raise AccessRefused unless something is to be decided and this moderator may."""
    ensure_far_enough(case, moderator)
    if not case.is_readable:
        raise AccessRefused(ModerationRefusal.NOT_OPEN)


def look(case: Case, moderator: Member, *, at: datetime) -> None:
    """Audit that the moderator reads the introduction of an open case. Raises AccessRefused."""
    with atomic():
        db.session.refresh(case)
        ensure_readable(case, moderator)
        note(moderator.id, "read_introduction", case.about_id, f"case:{case.id}", "", at)
        # Not through the model: reading is no change that another moderator's open form must notice.
        unread = update(Case).where(Case.id == case.id, Case.first_read_at.is_(None))
        db.session.execute(unread.values(first_read_at=at).execution_options(synchronize_session=False))


def look_back(case: Case, why: str, moderator: Member, *, at: datetime) -> None:
    """Audit that the moderator reads a closed case, for a written reason that its person can read.

    Raises AccessRefused, and DomainError without a reason.
    """
    why = _ensure_reason(why, N_("Say briefly why you need it. The person can read it later."))
    with atomic():
        db.session.refresh(case)
        ensure_far_enough(case, moderator)
        note(moderator.id, "looked_at_closed_case", case.about_id, f"case:{case.id}", why, at)


def _ensure_reason(why: str, missing: str) -> str:
    why = plain.one_line(why)
    if fault := plain.fault(why, LONGEST_REASON):
        raise DomainError(fault, limit=LONGEST_REASON)
    if len(why) < SHORTEST_REASON:
        raise DomainError(missing)
    return why


def _author(case: Case, role: Role) -> Member | None:
    return case.person if role is case.about else None


def reveal(case: Case, role: Role, why: str, moderator: Member, *, at: datetime) -> dict[str, str]:
    """Return the contact details of one person, for a written reason that this person can read later.

    Raises AccessRefused, and DomainError without a reason or if the person's data is gone.
    """
    why = _ensure_reason(why, N_("Say briefly why you need them. The person can read it later."))
    with atomic():
        db.session.refresh(case)
        ensure_readable(case, moderator)
        person = case.introduction.person(role) if case.is_introduction else _author(case, role)
        if person is None:
            raise DomainError(N_("We no longer have this person’s details."))
        subject = person.id if isinstance(person, Member) else None
        details = {str(field): value for field, value in person.contact(ContactField).items()}
        note(moderator.id, "looked_at_details", subject, f"case:{case.id}", why, at)
    return details
