"""The scheduled jobs: release, reminders, the daily closing batch, and forgetting guests.

Every job may run on several workers at once, and again after a crash: it locks each introduction, checks it
again, and changes it in a transaction of its own.
"""

from datetime import datetime, timedelta
from functools import partial

from intro_app.config import settings
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.introductions import emails, queries
from intro_app.introductions.guests import Guest
from intro_app.introductions.models import Ask, Introduction, ensure_unchanged
from intro_app.introductions.service.closing import close, end, let_go
from intro_app.introductions.service.passing_on import clocks_of, is_barred, put_waiting
from intro_app.introductions.states import PARTIES, Reason, Role, State
from intro_app.outbox import post
from intro_app.people.reach import has_left, is_apart, reach, write
from intro_app.periodic import run_each

# How long a guest's name and address are kept after the follow-up of a connected introduction.
GUEST_KEPT_AFTER_FOLLOW_UP = timedelta(days=90)


def release_agreed(at: datetime) -> int:
    """Connect what was agreed and can no longer be undone; both get the other's details at once."""
    due, before = queries.due_for_release(), at - settings().undo_window
    return run_each("introductions.release_agreed", due, _release, at, agreed_before=before)


def lapse_due(at: datetime) -> int:
    """Close, without telling anyone, introductions in which somebody let the time pass."""
    return run_each("introductions.lapse_due", queries.lapsed(), _lapse, at)


def close_due(at: datetime) -> int:
    """Run the daily closing batch: tell, in the same words for every reason, what did not come about."""
    return run_each("introductions.close_due", queries.due_to_wind_up(), _wind_up, at)


def remind_due(at: datetime) -> int:
    """Send one reminder to each member who has not answered; a guest never gets one."""
    return run_each("introductions.remind_due", queries.due_for_reminder(), _remind, at)


def knock_again(at: datetime) -> int:
    """Try again to put the asks that wait before a shut door."""
    return run_each("introductions.knock_again", queries.waiting_before_doors(), _knock_again, at)


def forget_guests(at: datetime) -> int:
    """Erase guests whose time is over."""
    return run_each("introductions.forget_guests", queries.guests_to_forget(), _forget, at)


def _release(introduction_id: int, at: datetime) -> bool:
    introduction = queries.locked(introduction_id)
    if introduction.state is not State.AGREED:
        return False
    if reason := _obstacle(introduction, at):
        close(introduction, reason, at=at)
        return True
    ensure_unchanged(introduction.text, introduction.text_hash)
    introduction.connect(at)
    let_go(introduction)
    for guest in introduction.guests:
        guest.erase_at = at + timedelta(days=settings().follow_up_over_day) + GUEST_KEPT_AFTER_FOLLOW_UP
    db.session.flush()  # the triggers refuse a missing consent here, before anything is posted
    tell_connected(introduction, at)
    return True


def tell_connected(introduction: Introduction, at: datetime) -> None:
    """Post the details of each to the other, and the connector's thanks."""
    for role in PARTIES:
        post(emails.introduce(introduction, role, at), at=at)
    write(introduction.connector, lambda: emails.connected_thanks(introduction), at=at)


def _obstacle(introduction: Introduction, at: datetime) -> Reason | None:
    """Return what came between the last yes and this moment, if anything did."""
    people = [introduction.person(role) for role in PARTIES]
    if any(person is None or has_left(person) for person in people):
        return Reason.ACCOUNT_GONE
    members = [person.id for person in people if isinstance(person, Member)]
    if any(is_apart(member, _others(introduction, members), introduction.connector_id) for member in members):
        return Reason.BLOCKED
    if not all(introduction.shared_by(role) for role in PARTIES):
        return Reason.UNDONE
    return Reason.SUPPRESSED if any(_is_silent(introduction, role, at) for role in PARTIES) else None


def _is_silent(introduction: Introduction, role: Role, at: datetime) -> bool:
    """Whether the introduction would not reach this party; then the other must not get it either."""
    return reach(introduction.person(role), scopes=emails.scopes(introduction, role), at=at) is None


def _others(introduction: Introduction, members: list[int]) -> list[int]:
    """Return the ids of everybody with an account who has a part in it."""
    return [*members, *([introduction.connector_id] if introduction.connector_id else [])]


def _lapse(introduction_id: int, at: datetime) -> bool:
    introduction = queries.locked(introduction_id)
    run_out = [ask for ask in introduction.asks if ask.lapses_at and ask.lapses_at <= at]
    for ask in run_out:
        ask.lapses_at = None
    waiting = introduction.next_ask
    if introduction.state is State.ASKING and waiting and waiting.decide_by and waiting.decide_by <= at:
        close(introduction, Reason.EXPIRED, at=at)
    return bool(run_out)


def _wind_up(introduction_id: int, at: datetime) -> bool:
    introduction = queries.locked(introduction_id)
    if introduction.wound_up_at or introduction.closes_at > at or introduction.state is State.AGREED:
        return False
    if introduction.is_open:
        end(introduction, Reason.EXPIRED, at=at)
    introduction.wound_up_at = at
    for role in Role:
        if _is_owed_word(introduction, role):
            composed = partial(emails.closed_without_introduction, introduction, role)
            write(introduction.person(role), composed, at=at)
    let_go(introduction)  # only now: the mail names people as they were called when they were asked for
    introduction.author_told_at = introduction.author_told_at or at
    return True


def _is_owed_word(introduction: Introduction, role: Role) -> bool:
    """Whether this role is to be told: the author unless they know already, and everyone whose yes stands."""
    if role is introduction.author_role:
        return introduction.author_told_at is None
    return introduction.consent_of(role) is not None


def _remind(ask_id: int, at: datetime) -> bool:
    ask = db.session.get_one(Ask, ask_id)
    introduction = queries.locked(ask.introduction_id)
    db.session.refresh(ask)
    if ask.remind_at is None or ask.remind_at > at:
        return False
    ask.remind_at = None
    _, reminded_after = clocks_of(introduction).times_for(connector=ask.role is Role.CONNECTOR)
    if reminded_after and ask.has_time_left(at) and not is_barred(introduction, ask):
        ask.reminded_at = at
        post(emails.still_open(ask, at), at=at)
    return True


def _knock_again(ask_id: int, at: datetime) -> bool:
    ask = db.session.get_one(Ask, ask_id)
    introduction = queries.locked(ask.introduction_id)
    db.session.refresh(ask)
    if ask.waits_until is None or ask.waits_until > at:
        return False
    put_waiting(introduction, ask, at=at)
    return True


def _forget(guest_id: int, at: datetime) -> bool:
    guest = db.session.get(Guest, guest_id)
    if guest is None or guest.erase_at is None or guest.erase_at > at:
        return False
    introduction = queries.locked(guest.introduction_id)
    if introduction.wound_up_at is None and (ask := introduction.ask_of(Role(guest.role))):
        ask.called = guest.label  # a note that vanished before its writer has heard would tell of a no
    db.session.delete(guest)
    return True
