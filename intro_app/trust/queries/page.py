"""What a member reads about their own trust: the score, every line, and the score over time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from math import log2
from operator import attrgetter
from typing import Any

from sqlalchemy import BigInteger, Row, and_, bindparam, or_, select

from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.trust.curve import STEP, Points, Spot, curve
from intro_app.trust.events import LedgerEntry, Useful
from intro_app.trust.explain import ExplainedEvent, line_of
from intro_app.trust.models import TrustEvent, TrustLine, event_of
from intro_app.trust.policy import LINES, Limits, Lines, Words, held_above, missing, shown_until, words
from intro_app.trust.queries.ledger import EVENT, TOLD
from intro_app.trust.queries.standings import inviting_paused_until, limits_of, standing_of
from intro_app.trust.rules import RULES
from intro_app.trust.score import PointsRule
from intro_app.trust.telling import JOINED, REVERSED

PAGE = 50
Place = tuple[int, int]

_event, _position = bindparam("event", type_=BigInteger), bindparam("position", type_=BigInteger)

_LINES = (
    select(*EVENT, TrustEvent.about, TrustLine.position, Member.name, *TOLD)
    .join(TrustLine, TrustLine.event_id == TrustEvent.id)
    .outerjoin(Member, Member.id == TrustLine.other_id)
    .where(
        TrustLine.member_id == bindparam("member"),
        TrustLine.why != JOINED,
        or_(TrustLine.event_id < _event, and_(TrustLine.event_id == _event, TrustLine.position < _position)),
    )
    .order_by(TrustLine.event_id.desc(), TrustLine.position.desc())
    .limit(PAGE + 1)
)
_POINTS = (
    select(TrustEvent.at, TrustLine.good, TrustLine.harm)
    .join(TrustLine, TrustLine.event_id == TrustEvent.id)
    .where(TrustLine.member_id == bindparam("member"), TrustLine.why.not_in([JOINED, REVERSED]))
    .order_by(TrustEvent.at)
)
FROM_THE_TOP: Place = (2**62, 0)


@dataclass(frozen=True, kw_only=True)
class OwnEntry:
    """What one event did to the member: when, by which rules, with whom, and how many points.

    A connector is confirmed twice in one introduction, and reads of it once. `lines` is empty for a reversal.
    `about` names the introduction or report behind it, such as `report:3`, for an appeal.
    """

    place: Place
    at: datetime
    lines: list[ExplainedEvent]
    name: str
    about: str

    @property
    def fades_at(self) -> datetime:
        """When a tenth of the points will be left."""
        return fades_to_a_tenth(self.lines[0])

    @property
    def connected(self) -> bool:
        """Whether the member is the connector of the introduction."""
        line = self.lines[0]
        return isinstance(line.event, Useful) and line.event.connector == line.effect.member

    @property
    def is_carried(self) -> bool:
        """Whether it is a part of a report about somebody else, whose size stays private."""
        return any(line.effect.why in {PointsRule.VOUCHED, PointsRule.INVITED} for line in self.lines)

    @property
    def reasons(self) -> list[str]:
        """Why it counts for less than in full, each once, untranslated."""
        return list(dict.fromkeys(reason for line in self.lines for reason in line.reasons))


@dataclass(frozen=True, kw_only=True)
class OwnLedger:
    """Everything on a member's trust page; `score` is rounded, and None while they are new here.

    `harm` is that of their own reports. Whoever `carries` a part of somebody else's reads no sum and no exact
    score, from which its severity would follow: then `missing`, the good points still needed to be trusted,
    is None. `confirmers` counts a trusted person for several, `trusted_by` only trusted people. `forgiven_at`
    is when others no longer read of an upheld report, if they do now.
    """

    score: Spot | None
    words: Words
    confirmers: int
    trusted_by: int
    good: float
    harm: float
    carries: bool
    missing: float | None
    lines: Lines
    forgiven_at: datetime | None
    limits: Limits
    no_invitations_until: datetime | None
    entries: list[OwnEntry]
    next_before: Place | None
    curve: list[Spot]


def own_ledger(member_id: int, at: datetime, before: Place = FROM_THE_TOP) -> OwnLedger:
    """Return what a member reads about their own standing; never show it to anybody else."""
    standing = standing_of(member_id)
    place = {"event": before[0], "position": before[1]}
    rows, more = _whole_events(db.session.execute(_LINES, {"member": member_id, **place}).all())
    points = [Points(*row) for row in db.session.execute(_POINTS, {"member": member_id})]
    carries = standing.shared > 0.0
    told = curve(points, at, STEP if carries else 1) if standing.known else []
    now = told[-1] if carries and told else Spot(at, round(standing.score_at(at)))
    return OwnLedger(
        score=now if standing.known else None,
        words=words(standing, at),
        confirmers=standing.confirmers(),
        trusted_by=len(standing.trusted_by),
        good=standing.good_at(at),
        harm=standing.own_harm_at(at),
        carries=carries,
        missing=None if carries else missing(standing, at),
        lines=replace(LINES, held=held_above(standing)),
        forgiven_at=shown_until(standing, at),
        limits=limits_of(member_id, at),
        no_invitations_until=inviting_paused_until(member_id, at),
        entries=[_own_entry(list(same), at) for _event, same in groupby(rows, attrgetter("id"))],
        next_before=(rows[-1].id, rows[-1].position) if more else None,
        curve=told,
    )


def _whole_events(rows: Sequence[Row[Any]]) -> tuple[Sequence[Row[Any]], bool]:
    """Return a page of lines that ends between two events, and whether more follow."""
    if len(rows) <= PAGE:
        return rows, False
    whole = [row for row in rows if row.id != rows[PAGE].id]
    return whole or rows[:PAGE], True


def _own_entry(rows: list[Row[Any]], at: datetime) -> OwnEntry:
    first, event = rows[0], event_of(rows[0].kind, rows[0].at, rows[0].facts)
    told = [LedgerEntry(*row[-len(TOLD) :]) for row in rows]
    # A connector must not learn which answers the two gave, so only the two read each other's name.
    between_them = isinstance(event, Useful) and event.connector not in {told[0].member, told[0].other}
    return OwnEntry(
        place=(first.id, first.position),
        at=first.at,
        lines=[line_of(event, one, at) for one in told if one.why != REVERSED],
        name=first.name or "" if between_them else "",
        about=first.about,
    )


def fades_to_a_tenth(line: ExplainedEvent) -> datetime:
    """Return when a tenth of a line's points will be left."""
    return line.event.at + RULES.half_life * log2(10)
