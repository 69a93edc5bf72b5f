"""What a member reads about their own trust: the score, every line, and the score over time."""

from dataclasses import dataclass
from datetime import datetime
from math import log2
from typing import Any

from sqlalchemy import BigInteger, Row, and_, bindparam, or_, select

from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.trust.curve import Points, Spot, curve
from intro_app.trust.events import LedgerEntry, Useful
from intro_app.trust.explain import ExplainedEvent, line_of
from intro_app.trust.models import TrustEvent, TrustLine, event_of
from intro_app.trust.policy import Limits, Words, words
from intro_app.trust.queries.ledger import EVENT, TOLD
from intro_app.trust.queries.standings import limits_of, standing_of
from intro_app.trust.rules import RULES
from intro_app.trust.telling import JOINED, REVERSED, points_of

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
class OwnLine:
    """One line: when, by which rule, with whom, and how many points. `line` is None for a reversal.

    `about` names the introduction or report behind it, such as `report:3`, for an appeal.
    """

    place: Place
    at: datetime
    line: ExplainedEvent | None
    name: str
    fades_at: datetime | None
    about: str


@dataclass(frozen=True, kw_only=True)
class OwnLedger:
    """Everything on a member's trust page; `score` is rounded, and None while they are new here.

    The sum of good points is left out: it would reveal with each confirmation how much its giver is trusted.
    """

    score: Spot | None
    words: Words
    confirmers: int
    harm: float
    limits: Limits
    lines: list[OwnLine]
    next_before: Place | None
    curve: list[Spot]


def own_ledger(member_id: int, at: datetime, before: Place = FROM_THE_TOP) -> OwnLedger:
    """Return what a member reads about their own standing; never show it to anybody else."""
    standing = standing_of(member_id)
    place = {"event": before[0], "position": before[1]}
    lines = [_own_line(row, at) for row in db.session.execute(_LINES, {"member": member_id, **place})]
    points = [Points(*row) for row in db.session.execute(_POINTS, {"member": member_id})]
    told = curve(points, at) if standing.known else []
    return OwnLedger(
        score=told[-1] if told else None,
        words=words(standing, at),
        confirmers=len(standing.confirmers),
        harm=standing.harm_at(at),
        limits=limits_of(member_id, at),
        lines=lines[:PAGE],
        next_before=lines[PAGE - 1].place if len(lines) > PAGE else None,
        curve=told,
    )


def _own_line(row: Row[Any], at: datetime) -> OwnLine:
    event, told = event_of(row.kind, row.at, row.facts), LedgerEntry(*row[-len(TOLD) :])
    line = None if told.why == REVERSED else line_of(event, points_of(told), at)
    # A connector must not learn which answers the two gave, so only the two read each other's name.
    between_them = isinstance(event, Useful) and event.connector not in {told.member, told.other}
    return OwnLine(
        place=(row.id, row.position),
        at=row.at,
        line=line,
        name=row.name or "" if between_them else "",
        fades_at=fades_to_a_tenth(line) if line else None,
        about=row.about,
    )


def fades_to_a_tenth(line: ExplainedEvent) -> datetime:
    """Return when a tenth of a line's points will be left."""
    half_life = RULES.harm_half_life if line.effect.harm else RULES.good_half_life
    return line.event.at + half_life * log2(10)
