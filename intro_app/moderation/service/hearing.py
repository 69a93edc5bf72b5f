"""Hear the other side before a decision, and suspend new asks where that cannot wait."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from intro_app.audit.service import note
from intro_app.db import atomic
from intro_app.errors import DomainError, StaleError
from intro_app.identity.models import Member
from intro_app.moderation import emails, policy, queries
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import Case
from intro_app.moderation.policy import ModerationRefusal
from intro_app.moderation.service.looking import AccessRefused, ensure_undecided
from intro_app.outbox import post
from intro_app.trust import service as trust
from intro_app.wording import N_

DAY = 24 * 60 * 60


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """The rule in question and the allegation in general words, or why the person is not asked."""

    rule: Grounds
    allegation: str
    unheard_because: str = ""


def hear(case_id: int, hearing: Hearing, moderator: Member, *, at: datetime) -> Case:
    """Ask the reported person for their side, or record why that would endanger somebody.

    The e-mail is delayed by one to three days if its date would reveal who reported. Raises AccessRefused,
    and StaleError if they were asked before.
    """
    with atomic():
        case = queries.locked(case_id)
        ensure_undecided(case, moderator)
        if case.heard_from or case.unheard_because:
            raise StaleError(N_("They’ve already been asked for their side."))
        case.rule, case.allegation = hearing.rule, hearing.allegation
        if hearing.unheard_because:
            case.unheard_because = hearing.unheard_because
        else:
            _ask(case, at)
        why = hearing.unheard_because and f"not asked: {hearing.unheard_because}"
        note(moderator.id, "asked_for_side", case.about_id, f"case:{case.id}", why, at)
    return case


def freeze(case_id: int, until: datetime, because: str, moderator: Member, *, at: datetime) -> None:
    """Suspend the reported member's new asks at once, for at most 14 days, and tell them.

    They read `because`.

    Raises AccessRefused, and DomainError if the person has no account.
    """
    with atomic():
        case = queries.locked(case_id)
        ensure_undecided(case, moderator)
        member = case.person
        if member is None:
            raise DomainError(N_("This person has no account, so there are no requests to pause."))
        pressing = any(report.grounds.may_freeze for report in case.reports)
        end = policy.freeze_until(until, case.frozen_at, at, pressing=pressing)
        if isinstance(end, ModerationRefusal):
            raise AccessRefused(end)
        case.frozen_at, case.frozen_until, case.frozen_because = case.frozen_at or at, end, because
        trust.freeze(member.id, max(end, queries.frozen_elsewhere(case, at) or end), at)
        if emails.addressee(case, case.about):
            post(emails.asks_frozen(case, at), at=at)
        note(moderator.id, "froze_asks", member.id, f"case:{case.id}", f"until {end:%Y-%m-%d}", at)


def tell_side(case_id: int, words: str, *, at: datetime) -> None:
    """Store the side of the reported person.

    Raises StaleError if the case is decided or they answered before.
    """
    with atomic():
        case = queries.locked(case_id)
        if not may_tell_side(case, at):
            raise StaleError(N_("This case has changed since you opened it."))
        case.side, case.side_at = words, at


def may_tell_side(case: Case, at: datetime) -> bool:
    """Whether the reported person may still give their side."""
    asked = case.heard_from is not None and case.heard_from <= at
    return asked and case.is_readable and case.side_at is None


def _ask(case: Case, at: datetime) -> None:
    others = [report.reporter_id for report in case.reports if report.reporter_id]
    common = min((queries.in_common(case.about_id, other) for other in others if case.about_id), default=1)
    wait = policy.should_wait(common, case.severity)
    goes_out = at + timedelta(seconds=DAY + secrets.randbelow(2 * DAY + 1)) if wait else at
    if emails.addressee(case, case.about) is None:
        case.unheard_because = N_("We don’t have an address for them.")
        return
    case.heard_from = goes_out
    post(emails.your_side(case, goes_out, at), at=at, not_before=goes_out)
