"""Queries for the lists a member reads: my introductions, what waits for me, what I agreed to.

They read rows instead of entities, are built once, and page by keyset. What waits for the reader comes first.
"""

from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import BindParameter, CompoundSelect, Row, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from intro_app.db import read
from intro_app.identity.models import Member
from intro_app.introductions.guests import Guest, called_by_connector
from intro_app.introductions.models import Ask, Consent, Introduction
from intro_app.introductions.queries.newest import consented, newest, older
from intro_app.introductions.reading import IntroductionView, author_of
from intro_app.introductions.states import Answer, Role, State, Way
from intro_app.people.queries.ties import QUESTIONS_TO_ME

PAGE = 20

_me: BindParameter[int] = bindparam("me")
_first, _second, _connector = aliased(Member), aliased(Member), aliased(Member)
_own, _forgotten = aliased(Consent), aliased(Ask)
_role = case(
    (Introduction.first_id == _me, "first"), (Introduction.second_id == _me, "second"), else_="connector"
)
_i_sent_it = or_(
    and_(Introduction.way != Way.OFFERED, Introduction.first_id == _me),
    and_(Introduction.way == Way.OFFERED, Introduction.connector_id == _me),
)
_i_was_asked = and_(Ask.put_at.is_not(None), Ask.withheld.is_(False))
_waits = and_(
    ~_i_sent_it, Ask.answer.is_(None), Introduction.state == State.ASKING, Ask.decide_by > bindparam("at")
)

_COLUMNS: tuple[Any, ...] = (
    Introduction.id,
    case((_waits, 1), else_=0).label("waits"),
    Introduction.public_id,
    Introduction.way,
    Introduction.state,
    _role.label("role"),
    _first.name.label("first"),
    _second.name.label("second"),
    _connector.name.label("connector"),
    Guest.label.label("guest_label"),
    Guest.name.label("guest"),
    Guest.role.label("guest_role"),
    _forgotten.called,
    _forgotten.role.label("called_role"),
    Introduction.text,
    Introduction.sent_at,
    Introduction.closes_at,
    Introduction.agreed_at,
    Introduction.ended_at,
    Introduction.author_told_at,
    Introduction.wound_up_at,
    _own.taken_back_at,
    _own.shares,
    _own.given_at,
    Ask.answer,
    Ask.decide_by,
)


def _list_of(ids: CompoundSelect[Any]) -> Select[Any]:
    """Select these introductions, as `:me` sees them: PostgreSQL joins in this order, their ids first."""
    found = ids.subquery("found")
    return (
        select(*_COLUMNS)
        .select_from(found)
        .join(Introduction, Introduction.id == found.c.id)
        .outerjoin(Ask, and_(Ask.introduction_id == Introduction.id, Ask.role == _role))
        .outerjoin(_own, and_(_own.introduction_id == Introduction.id, _own.role == _role))
        .outerjoin(_first, _first.id == Introduction.first_id)
        .outerjoin(_second, _second.id == Introduction.second_id)
        .outerjoin(_connector, _connector.id == Introduction.connector_id)
        .outerjoin(Guest, Guest.introduction_id == Introduction.id)
        .outerjoin(_forgotten, and_(_forgotten.introduction_id == Introduction.id, _forgotten.called != ""))
    )


_FIRST_PAGE = (
    _list_of(newest(PAGE + 1)).order_by(case((_waits, 0), else_=1), Introduction.id.desc()).limit(PAGE + 1)
)
_NEXT_PAGE = _list_of(older(PAGE + 1)).order_by(Introduction.id.desc()).limit(PAGE + 1)
_AGREED = (
    _list_of(consented(PAGE + 1))
    .where(_own.id.is_not(None))
    .order_by(Introduction.id.desc(), _own.id.desc())
    .limit(PAGE + 1)
)
# After the last one that there can be.
_END = 2**31 - 1
_ASKS_TO_ME = (
    select(func.count())
    .select_from(Ask)
    .join(Introduction, Introduction.id == Ask.introduction_id)
    .where(
        Ask.member_id == _me,
        Ask.answer.is_(None),
        _i_was_asked,
        Introduction.state == State.ASKING,
        Ask.decide_by > bindparam("at"),
    )
    .scalar_subquery()
)
_WAITING = select(_ASKS_TO_ME, QUESTIONS_TO_ME)


class Page(NamedTuple):
    """One page of a list, and where the next one begins, if there is one."""

    seen: list[IntroductionView]
    next_before: int | None


class Agreed(NamedTuple):
    """One consent as its giver reads it: to whom, to what, and what they share."""

    public_id: str
    seen: IntroductionView
    shares: list[str]
    given_at: datetime
    taken_back_at: datetime | None


class AgreedPage(NamedTuple):
    """One page of what somebody agreed to, and where the next one begins, if there is one."""

    agreed: list[Agreed]
    next_before: int | None


def introductions_of(member_id: int, *, at: datetime, before: int | None = None) -> Page:
    """Return the member's introductions: what waits for them first, then the newest."""
    statement, more = (_NEXT_PAGE, {"before": before}) if before else (_FIRST_PAGE, {})
    rows = read(statement, {"me": member_id, "at": at, **more}).all()
    shown = rows[:PAGE]
    return Page([_view(row) for row in shown], shown[-1].id if len(rows) > PAGE else None)


class Waiting(NamedTuple):
    """What waits for a member: how many asks, and how many questions whether they know somebody."""

    asks: int
    questions: int


def waiting_for(member_id: int, at: datetime) -> Waiting:
    """Return how much waits for the member's answer; one statement, because every page asks for it."""
    return Waiting(*read(_WAITING, {"me": member_id, "at": at}).one())


def agreed_to(member_id: int, *, at: datetime, before: int | None = None) -> AgreedPage:
    """Return what this member agreed to, the newest introduction first."""
    rows = read(_AGREED, {"me": member_id, "at": at, "before": before or _END}).all()
    shown = [
        Agreed(row.public_id, _view(row), list(row.shares), row.given_at, row.taken_back_at)
        for row in rows[:PAGE]
    ]
    return AgreedPage(shown, rows[PAGE - 1].id if len(rows) > PAGE else None)


def view_of(introduction: Introduction, role: Role) -> IntroductionView:
    """Return an introduction that is already loaded, as the person in this role sees it."""
    ask = introduction.ask_of(role)
    names = {party: _called(introduction, party, role) for party in Role}
    return IntroductionView(
        public_id=introduction.public_id,
        way=introduction.way,
        state=introduction.state,
        role=role,
        first=names[Role.FIRST],
        second=names[Role.SECOND],
        connector=names[Role.CONNECTOR],
        text=introduction.text,
        sent_at=introduction.sent_at,
        closes_at=introduction.closes_at,
        agreed_at=introduction.agreed_at,
        author_told=introduction.author_told_at is not None,
        wound_up=introduction.wound_up_at is not None,
        taken_back=any(one.role is role and one.taken_back_at for one in introduction.consents),
        answer=ask.answer if ask else None,
        decide_by=ask.decide_by if ask else None,
        told_at=_told_at(introduction, introduction.way, introduction.state, role),
    )


def _called(introduction: Introduction, party: Role, reader: Role) -> str:
    if reader is Role.CONNECTOR:
        return introduction.name_for_connector(party)
    person = introduction.person(party)
    return person.name if person else ""


def _view(row: Row[Any]) -> IntroductionView:
    names = {"first": row.first or "", "second": row.second or "", "connector": row.connector or ""}
    if row.guest is not None:
        names[row.guest_role] = _guest_as_named(row, names[row.guest_role])
    elif row.called and row.role == Role.CONNECTOR:
        names[row.called_role] = row.called
    return IntroductionView(
        public_id=row.public_id,
        way=row.way,
        state=row.state,
        role=Role(row.role),
        **names,
        text=row.text,
        sent_at=row.sent_at,
        closes_at=row.closes_at,
        agreed_at=row.agreed_at,
        author_told=row.author_told_at is not None,
        wound_up=row.wound_up_at is not None,
        taken_back=row.taken_back_at is not None,
        answer=Answer(row.answer) if row.answer else None,
        decide_by=row.decide_by,
        told_at=_told_at(row, row.way, row.state, Role(row.role)),
    )


def _guest_as_named(row: Row[Any], member: str) -> str:
    """Return the name of a guest as this reader knows them.

    To their connector, they stay the guest of the connector's own note, which nobody else reads.
    """
    if row.role == Role.CONNECTOR:
        return called_by_connector(row.guest_label, member or row.guest, row.state)
    return member or cast("str", row.guest)


def _told_at(told: Any, way: Way, state: State, role: Role) -> datetime | None:
    """Return when this reader was told how it ended: at once if connected, else in the batch of their day."""
    if state is State.CONNECTED:
        return cast("datetime | None", told.ended_at)
    return cast("datetime | None", told.author_told_at if role is author_of(way) else told.wound_up_at)
