"""The looks of staff at one person's details, as far as that person may know of them yet."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from intro_app.audit.queries import ReadLine, looks_at, was_noted_since
from intro_app.db import db
from intro_app.moderation.models import Case
from intro_app.moderation.stages import CaseStage

# For how long the page of a case shows its texts to whoever pressed that they read them.
LOOK_LASTS = timedelta(minutes=30)
# The act of a host who takes the list of a gathering.
LISTED = "looked_at_attendee"


class Look(NamedTuple):
    """One look: when, why, and whether somebody did it on the server rather than a moderator on a page.

    `is_erased` is whether its reason was erased; then `why` is "". `by_host` is whether the host of a
    gathering took the list that this member agreed to be on.
    """

    at: datetime
    why: str
    by_operator: bool
    is_erased: bool = False
    by_host: bool = False


def looks_shown(member_id: int, at: datetime) -> list[Look]:
    """Return the looks at this member's details, newest first.

    A look for a case appears once the case is decided, or once this member was asked for their side: earlier
    it would tell that somebody reported, and who.
    """
    lines = looks_at(member_id)
    hidden = _hidden_cases({_case_of(line) for line in lines}, member_id, at)
    return [
        Look(line.at, line.why, line.actor_id is None, line.is_erased, line.act == LISTED)
        for line in reversed(lines)
        if _case_of(line) not in hidden
    ]


def has_read(case: Case, moderator_id: int, at: datetime) -> bool:
    """Whether it is noted that this moderator read this case a short while ago."""
    act = "read_introduction" if case.is_readable_by(moderator_id) else "looked_at_closed_case"
    return was_noted_since(at - LOOK_LASTS, moderator_id, act, case.about_id, f"case:{case.id}")


def _case_of(line: ReadLine) -> int:
    """Return the case for which somebody looked, or 0."""
    kind, _colon, number = line.about.partition(":")
    return int(number) if kind == "case" else 0  # the site itself writes `case:17`


def _hidden_cases(ids: Iterable[int], member_id: int, at: datetime) -> set[int]:
    cases = db.session.scalars(select(Case).where(Case.id.in_(ids)))
    return {case.id for case in cases if not _may_be_known(case, member_id, at)}


def _may_be_known(case: Case, member_id: int, at: datetime) -> bool:
    heard = case.about_id == member_id and case.heard_from is not None and case.heard_from <= at
    return heard or case.stage is not CaseStage.OPEN
