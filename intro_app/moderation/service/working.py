"""Work on a case together: say that one is on it, and leave notes for the other moderators."""

from datetime import datetime, timedelta

from sqlalchemy import update

from intro_app.audit.service import note
from intro_app.db import atomic, db
from intro_app.errors import StaleError
from intro_app.identity.models import Member
from intro_app.moderation import queries
from intro_app.moderation.models import Case, CaseNote
from intro_app.moderation.service.looking import ensure_readable
from intro_app.wording import N_

CLAIM = timedelta(days=3)
LONGEST_NOTE = 2000


def claim(case_id: int, moderator: Member, *, instead_of: int | None = None, at: datetime) -> None:
    """Say to other moderators that this one is on it, for three days or until a decision.

    `instead_of` is whom the page showed: a case that somebody else took meanwhile stays theirs. Raises
    AccessRefused, StaleError.
    """
    with atomic():
        case = queries.locked(case_id)
        ensure_readable(case, moderator)
        if case.claimant_id(at) not in {None, moderator.id, instead_of}:
            raise StaleError(N_("Another moderator has just taken this case."))
        _set_claim(case, moderator.id, at + CLAIM)
        note(moderator.id, "claimed_case", case.about_id, f"case:{case.id}", "", at)


def let_go(case_id: int, moderator: Member, *, at: datetime) -> None:
    """Say that this moderator is no longer on it. Raises AccessRefused."""
    with atomic():
        case = queries.locked(case_id)
        ensure_readable(case, moderator)
        if case.claimant_id(at) == moderator.id:
            _set_claim(case, None, None)


def write_case_note(case_id: int, words: str, moderator: Member, *, at: datetime) -> None:
    """Store a note for other moderators. Raises AccessRefused."""
    with atomic():
        case = queries.locked(case_id)
        ensure_readable(case, moderator)
        case.notes.append(CaseNote(by_id=moderator.id, words=words, written_at=at))
        note(moderator.id, "noted_on_case", case.about_id, f"case:{case.id}", "", at)


def _set_claim(case: Case, moderator_id: int | None, until: datetime | None) -> None:
    # Not through the model: it is no change that another moderator's open form must notice.
    mine = update(Case).where(Case.id == case.id).values(claimed_by_id=moderator_id, claimed_until=until)
    db.session.execute(mine.execution_options(synchronize_session=False))
