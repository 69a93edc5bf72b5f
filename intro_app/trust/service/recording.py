"""Appending to the ledger and moving the standings it touches, in the transaction of whatever brought it.

Nearly always an event is the newest that its people have, and costs the same few statements whatever came
before. One that came late, and a reversal, change the past: then the lives it touches are told again (see
replaying.py).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Insert, func, or_, select

from intro_app.db import atomic, db, insert_into
from intro_app.identity.models import Member
from intro_app.outbox import post
from intro_app.trust import emails
from intro_app.trust.events import Event, Reversed, Upheld, named_in
from intro_app.trust.models import EventKind, KeptStanding, TrustEvent, about, kind_of
from intro_app.trust.queries import ledger
from intro_app.trust.queries.ledger import Recorded
from intro_app.trust.service.lines import rows
from intro_app.trust.service.replaying import Replay, lock_ledger
from intro_app.trust.telling import REVERSED, LedgerEntry, apply_event


def record(event: Event, at: datetime, *, told: Collection[int] = ()) -> bool:
    """Append an event and move the standings it touches; False when the ledger has it already.

    Whoever gets harm points reads so by e-mail, but for those in `told`, who learn of it in another letter.
    """
    if isinstance(event, Reversed):
        return _record_reversal(event, at, told)
    with atomic():
        if _came_late(event):
            lock_ledger()  # before any row: two who held rows and wanted everyone would wait for each other
        kept = _hold(event)
        known = ledger.recorded_about(about(event))
        if kind_of(event) in known:
            return False
        recorded = _append(event)
        if EventKind.REVERSED in known:
            return True  # a reversal that came before what it reverses
        late = any(one.moved_at and event.at <= one.moved_at for one in kept)
        lines = _tell_anew(recorded) if late else _move(recorded, kept)
        _write_to(recorded, [line.member for line in lines if line.harm], lines, at, told)
    return True


def reverse(report_ref: int, at: datetime, *, told: Collection[int] = ()) -> bool:
    """Take back whatever a report led to, as if it had never been; False when it is reversed already.

    Good for upheld reports and for ones judged knowingly false. Those whom it touched read so by e-mail,
    but for those in `told`.
    """
    return record(Reversed(at, report_ref), at, told=told)


def _record_reversal(event: Reversed, at: datetime, told: Collection[int]) -> bool:
    with atomic():
        lock_ledger()
        known = ledger.recorded_about(about(event))
        if EventKind.REVERSED in known:
            return False
        recorded, touched = _append(event), list[int]()
        for kind in (EventKind.UPHELD, EventKind.BAD_FAITH):
            if kind in known:
                touched += _take_out(known[kind])
        touched = sorted(set(touched))
        _keep_lines(recorded, [LedgerEntry(member, REVERSED) for member in touched])
        _write_to(recorded, touched, [], at, told)
    return True


def _take_out(recorded: Recorded) -> list[int]:
    replay = Replay()
    touched = replay.take_out(recorded)
    replay.keep(recorded.event.at)
    return touched


def _tell_anew(recorded: Recorded) -> list[LedgerEntry]:
    lock_ledger()
    replay = Replay()
    lines = replay.put_in(recorded)
    replay.keep(recorded.event.at)
    return lines


def _move(recorded: Recorded, kept: Sequence[KeptStanding]) -> list[LedgerEntry]:
    state = {one.member_id: one.standing for one in kept}
    lines = apply_event(state, recorded.event)
    for one in kept:
        one.keep(state[one.member_id], recorded.event.at)
    _keep_lines(recorded, lines)
    return lines


def _came_late(event: Event) -> bool:
    """Whether, at a glance and without a lock, somebody named has newer events already."""
    newest = select(func.max(KeptStanding.moved_at)).where(KeptStanding.member_id.in_(named_in(event)))
    moved_at = db.session.scalar(newest)
    return moved_at is not None and event.at <= moved_at


def _hold(event: Event) -> Sequence[KeptStanding]:
    """The rows of everyone an event may touch, made if missing, locked in the order of their numbers."""
    people = sorted(set(named_in(event)))
    db.session.execute(_make_missing(people))
    touched: ColumnElement[bool] = KeptStanding.member_id.in_(people)
    if isinstance(event, Upheld):
        inviter = select(KeptStanding.inviter_id).where(KeptStanding.member_id == event.offender)
        touched = or_(touched, KeptStanding.member_id.in_(inviter))
    found = select(KeptStanding).where(touched).order_by(KeptStanding.member_id)
    return db.session.scalars(found.with_for_update().execution_options(populate_existing=True)).all()


def _make_missing(people: Iterable[int]) -> Insert:
    empty = {
        "good": 0.0,
        "harm": 0.0,
        "founder": False,
        "offenders_invited": 0,
        "held_against_inviter": False,
    }
    new = [{"member_id": member, "confirmers": [], "counterparts": [], **empty} for member in people]
    return insert_into(KeptStanding).values(new).on_conflict_do_nothing()


def _append(event: Event) -> Recorded:
    row = TrustEvent.of(event)
    db.session.add(row)
    db.session.flush()
    return Recorded(row.id, event)


def _keep_lines(recorded: Recorded, lines: Iterable[LedgerEntry]) -> None:
    db.session.add_all(rows(recorded.id, lines))
    db.session.flush()


def _write_to(
    recorded: Recorded,
    people: Collection[int],
    lines: Sequence[LedgerEntry],
    at: datetime,
    told: Collection[int],
) -> None:
    wanted = set(people) - set(told)
    if not wanted:
        return
    found = select(Member).where(Member.id.in_(wanted)).order_by(Member.id)
    for member in db.session.scalars(found):
        mine = [line for line in lines if line.member == member.id and line.harm]
        post(emails.standing_changed(member, recorded.id, recorded.event, mine), at=at)
