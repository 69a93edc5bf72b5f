"""Pure rules for what may be reported, and who may decide and when."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from intro_app.introductions.states import Role
from intro_app.moderation.stages import AppealOutcome, CaseOutcome, CaseStage
from intro_app.trust.events import Severity
from intro_app.wording import N_

REPORT_WITHIN = timedelta(days=365)
APPEAL_WITHIN = timedelta(days=183)
FREEZE_AT_MOST = timedelta(days=14)
SECOND_LOOK_AFTER = timedelta(hours=48)
PATTERN_KEPT = timedelta(days=180)
SEALED_FOR = timedelta(days=30)


class ModerationRefusal(Enum):
    """Why a moderator may not act; the value is what they read, and never says who is near to whom."""

    TOO_NEAR = N_("You’re too close to someone in this case. Another moderator has to decide it.")
    NOT_OPEN = N_("This case is closed, so you can’t read its introduction any more.")
    NOT_HEARD = N_("You haven’t heard from the person reported yet. Ask for their side, or wait for it.")
    SAME_MODERATOR = N_("Someone other than the first moderator has to do this.")
    TOO_SOON = N_("You’re the only moderator. Look at it again 48 hours after the appeal came in.")
    NOT_PRESSING = N_("You can only pause new requests immediately for the most serious reports.")
    FROZEN_LONG_ENOUGH = N_("New requests have already been paused for this case for as long as possible.")


@dataclass(frozen=True, kw_only=True)
class DecisionContext:
    """The facts that decide whether a moderator may decide a case with this outcome now."""

    at: datetime
    stage: CaseStage
    too_near: bool = False
    outcome: CaseOutcome = CaseOutcome.NOT_UPHELD
    heard: bool = False
    hearing_ends: datetime | None = None
    unheard_on_purpose: bool = False


@dataclass(frozen=True, kw_only=True)
class AppealContext:
    """The facts that decide whether a moderator may decide an appeal; `others` counts who could instead."""

    at: datetime
    appealed_at: datetime
    too_near: bool
    took_part: bool
    others: int


def may_report(last_day: datetime, at: datetime) -> bool:
    """Whether an introduction whose last day is `last_day` may still be reported."""
    return at <= last_day + REPORT_WITHIN


def reportable(
    role: Role, author: Role, *, present: Collection[Role], connected: bool, spoke: Role | None
) -> list[Role]:
    """Return whom the person in this role may report: those from whom something has reached them.

    The author has reached everybody they asked. Somebody who was asked cannot be reported merely for saying
    no. `spoke` is who answered the author "not now" in words, if anybody.
    """
    heard_from = {author, Role.CONNECTOR} | ({spoke} if spoke and role is author else set())
    return [
        other
        for other in Role
        if other is not role and other in present and (connected or other in heard_from)
    ]


def too_near(judge: int, people: Iterable[int], ties: Mapping[int, Collection[int]]) -> bool:
    """Whether a moderator is one of these people, or within two steps of one in the graph `ties`."""
    mine = set(ties.get(judge, ()))
    return any(person == judge or person in mine or mine & set(ties.get(person, ())) for person in people)


def against_deciding(bench: DecisionContext) -> ModerationRefusal | None:
    """Return why this moderator may not decide now, or None. Dismissing a report needs no hearing."""
    if bench.too_near:
        return ModerationRefusal.TOO_NEAR
    if bench.stage is not CaseStage.OPEN:
        return ModerationRefusal.NOT_OPEN
    waited = bench.hearing_ends is not None and bench.at >= bench.hearing_ends
    fair = bench.heard or waited or bench.unheard_on_purpose or bench.outcome is CaseOutcome.NOT_UPHELD
    return None if fair else ModerationRefusal.NOT_HEARD


def against_second(first_id: int, judge: int, *, near: bool) -> ModerationRefusal | None:
    """Return why this moderator may not be the second one, or None."""
    if near:
        return ModerationRefusal.TOO_NEAR
    return ModerationRefusal.SAME_MODERATOR if first_id == judge else None


def against_appeal_judge(bench: AppealContext) -> ModerationRefusal | None:
    """Return why this moderator may not decide an appeal, or None.

    It must be somebody else than the first; if there is nobody else, the same one may after 48 hours.
    """
    if bench.too_near:
        return ModerationRefusal.TOO_NEAR
    if not bench.took_part:
        return None
    if bench.others:
        return ModerationRefusal.SAME_MODERATOR
    return ModerationRefusal.TOO_SOON if bench.at < bench.appealed_at + SECOND_LOOK_AFTER else None


def freeze_until(
    wished: datetime, first_frozen: datetime | None, at: datetime, *, pressing: bool
) -> datetime | ModerationRefusal:
    """Return until when new asks are suspended: as wished, but at most 14 days from the first suspension."""
    if not pressing:
        return ModerationRefusal.NOT_PRESSING
    latest = (first_frozen or at) + FREEZE_AT_MOST
    return min(wished, latest) if latest > at else ModerationRefusal.FROZEN_LONG_ENOUGH


def needs_two(
    *, possible_retaliation: bool, bad_faith: bool, severity: Severity | None = None, others: int = 0
) -> bool:
    """Whether the decision waits for a second moderator before it comes into force.

    A severe verdict waits if any of the `others` could be the second one. If nobody could, it comes into
    force at once and counts for less (`is_alone`).
    """
    return possible_retaliation or bad_faith or (is_severe(severity) and others > 0)


def is_severe(severity: Severity | None) -> bool:
    """Whether two moderators have to agree before a verdict of this severity counts in full."""
    return severity is not None and severity >= Severity.SEVERE


def is_alone(severity: Severity | None, agreed: Severity | None = None) -> bool:
    """Whether a verdict counts for less until somebody agrees; `agreed` is what another one found already."""
    if severity is None or not is_severe(severity):
        return False
    return agreed is None or agreed < severity


def calls_at_once(severity: int, before: int, *, first_of_day: bool) -> bool:
    """Whether a report calls the moderators at once: a severe one always, another if it is the day's first.

    `severity` is that of the case with the report, `before` without it, 0 for a new case. Whatever does not
    call stands in the daily e-mail.
    """
    if severity <= before:
        return False
    return severity >= Severity.SEVERE or (before == 0 and first_of_day)


def should_wait(introductions_in_common: int, severity: int) -> bool:
    """Whether to delay the hearing, so that its date does not reveal who reported."""
    return introductions_in_common <= 1 and severity < Severity.SEVERE


def may_appeal(decided_at: datetime | None, *, appealed: bool, at: datetime) -> bool:
    """Whether somebody may appeal: once, within six months."""
    return decided_at is not None and not appealed and at <= decided_at + APPEAL_WITHIN


def appeal_outcomes(
    outcome: CaseOutcome, *, bad_faith: bool = False, stands: bool = True
) -> list[AppealOutcome]:
    """Return how an appeal may end; only a decision that counts against somebody can be overturned."""
    against = stands and (outcome is CaseOutcome.UPHELD or bad_faith)
    return [one for one in AppealOutcome if against or one is not AppealOutcome.OVERTURNED]
