"""Append events to the ledger and update the balances they affect, in the caller's transaction.

Nearly always an event is the newest of its people, and takes the same few statements whatever came before. A
late event or a reversal changes the past: then the balances it affects are replayed (see replaying.py).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Insert, func, or_, select

from intro_app.db import atomic, db, insert_into
from intro_app.identity.models import Member
from intro_app.outbox import post
from intro_app.trust import emails
from intro_app.trust.events import Event, LedgerEntry, Reversed, Upheld, named_in
from intro_app.trust.models import EventKind, KeptStanding, TrustEvent, TrustLine, about, kind_of
from intro_app.trust.queries import ledger
from intro_app.trust.queries.ledger import Recorded
from intro_app.trust.service.replaying import Replay, lock_ledger
from intro_app.trust.telling import REVERSED, apply_event


def record(event: Event, at: datetime, *, told: Collection[int] = ()) -> bool:
    """Append an event and update the balances it affects; return False if the ledger has it already.

    Whoever gets harm points is told by e-mail, except those in `told`, who learn of it from another e-mail.
    """
    if isinstance(event, Reversed):
        return _record_reversal(event, at, told)
    with atomic():
        if _came_late(event):
            lock_ledger()  # before any row lock, or two transactions that hold rows would deadlock
        kept = _hold(event)
        known = _kinds_known(about(event))
        if kind_of(event) in known:
            return False
        recorded = _append(event)
        if EventKind.REVERSED in known:
            return True  # the reversal came before the event it reverses
        late = any(one.moved_at and event.at <= one.moved_at for one in kept)
        lines = _tell_anew(recorded) if late else _move(recorded, kept)
        _write_to(recorded, [line.member for line in lines if line.harm], lines, at, told)
    return True


def reverse(report_ref: int, at: datetime, *, told: Collection[int] = ()) -> bool:
    """Undo all effects of a report, as if it had never been; return False if it is reversed already.

    Applies to upheld reports and to those judged knowingly false. The people affected are told by e-mail,
    except those in `told`.
    """
    return record(Reversed(at, report_ref), at, told=told)


def _record_reversal(event: Reversed, at: datetime, told: Collection[int]) -> bool:
    with atomic():
        lock_ledger()
        known = ledger.recorded_about(about(event))
        if EventKind.REVERSED in known:
            return False
        recorded, touched = _append(event), list[int]()
        for kind in (EventKind.SECOND_AGREED, EventKind.UPHELD, EventKind.BAD_FAITH):
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
    """Whether somebody named has newer events already; checked without a lock, so only an estimate."""
    newest = select(func.max(KeptStanding.moved_at)).where(KeptStanding.member_id.in_(named_in(event)))
    moved_at = db.session.scalar(newest)
    return moved_at is not None and event.at <= moved_at


def _hold(event: Event) -> Sequence[KeptStanding]:
    """Return the rows of everyone an event may affect; create missing ones, and lock them in order of id."""
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
        "shared": 0.0,
        "level": 0,
        "offenders_invited": 0,
        "held_against_inviter": False,
    }
    new = [{"member_id": member, "confirmers": [], "received": [], **empty} for member in people]
    return insert_into(KeptStanding).values(new).on_conflict_do_nothing()


def _kinds_known(about_what: str) -> set[EventKind]:
    """Return of which kinds the ledger has events already about this introduction, report or member."""
    return set(db.session.scalars(select(TrustEvent.kind).where(TrustEvent.about == about_what)))


def _append(event: Event) -> Recorded:
    row = TrustEvent.of(event)
    db.session.add(row)
    db.session.flush()
    return Recorded(row.id, event)


def _keep_lines(recorded: Recorded, lines: Iterable[LedgerEntry]) -> None:
    db.session.add_all(TrustLine.of(recorded.id, place, line) for place, line in enumerate(lines))
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
