"""Closes introductions without telling anyone before the closing date."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm.attributes import flag_modified

from intro_app.db import db
from intro_app.introductions.guests import KEPT_AFTER_CLOSING
from intro_app.introductions.models import Ask, Draft, Introduction
from intro_app.introductions.service.passing_on import clocks_of
from intro_app.introductions.states import Reason, Role, State
from intro_app.outbox import cancel_queued
from intro_app.people.service import drop_snapshot

# The columns of an introduction that closing writes.
CLOSING = ("state", "reason", "ended_at", "closes_at")

# The kinds of queued e-mail that nobody should read any more. The author's own receipts still go out: their
# absence would tell of a quick no.
OVERTAKEN = (
    *("ask_connector", "ask_directly", "ask_recipient", "ask_offered", "ask_guest", "pass_it_on"),
    *("still_open", "guest_code", "both_said_yes"),
)


def close(introduction: Introduction, reason: Reason, *, at: datetime) -> None:
    """Close it now without telling anyone; what is still queued about it is never sent.

    The closing date stays, so that the requester reads the same words at the same time. Only what was agreed,
    and so outlived its own date, waits for the next daily batch. A silence that is noticed late, because no
    worker was running, is told when a no of the same day is.
    """
    if introduction.agreed_at and introduction.closes_at <= at:
        introduction.closes_at = clocks_of(introduction).next_batch(at, introduction.spread_seconds)
    end(introduction, reason, at=at)


def close_once_more(introduction: Introduction, reason: Reason, *, at: datetime) -> None:
    """Close it for somebody who may not know that it has closed already, with the same statements either way.

    How long the answer takes would otherwise tell a no from silence: 10.3 ms and 8.6 ms were measured.
    """
    for column in CLOSING:
        flag_modified(introduction, column)  # written in both cases, changed or not
    if introduction.is_open:
        close(introduction, reason, at=at)
    else:
        _spend(introduction, at)


def take_down(introduction: Introduction, *, at: datetime) -> None:
    """Close it for a moderator, also if it has closed without everybody knowing; keep it if it has connected.

    Otherwise a link that a connector carries would stay open if the question was answered, and end if it was
    not, which would tell the answer from silence.
    """
    if introduction.state is State.CONNECTED or introduction.wound_up_at is not None:
        return
    close_once_more(introduction, Reason.REMOVED, at=at)
    introduction.reason = Reason.REMOVED


def free_author(introduction: Introduction, *, at: datetime) -> None:
    """Let an author who knows why it was stopped have their place for an open request again."""
    introduction.author_told_at = introduction.author_told_at or at


def end(introduction: Introduction, reason: Reason, *, at: datetime) -> None:
    """Close it with the closing date it has: its links stop working, and its guests are forgotten in time."""
    introduction.close(reason, at)
    _spend(introduction, at)


def _spend(introduction: Introduction, at: datetime) -> None:
    for ask in introduction.asks:
        ask.generation += 1
    for guest in introduction.guests:
        told = introduction.consent_of(Role(guest.role)) is not None  # one who said yes is yet to be told
        guest.erase_at = guest.erase_at or (introduction.closes_at if told else at) + KEPT_AFTER_CLOSING
        flag_modified(guest, "erase_at")
    cancel_queued(about=f"introduction:{introduction.id}", at=at, kinds=OVERTAKEN)
    if connectors := introduction.ask_of(Role.CONNECTOR):
        forget_answer_draft(connectors)  # whatever they answered: the time that it takes must not tell that


def forget_answer_draft(ask: Ask) -> None:
    """Delete a connector's draft of this answer: it is given, or nobody waits for it any more."""
    db.session.execute(delete(Draft).where(Draft.ask_id == ask.id))


def let_go(introduction: Introduction) -> None:
    """Drop the snapshots and the names of forgotten guests, because the closing day has come.

    From now on the author sees the people they asked as everybody else does.
    """
    for ask in introduction.asks:
        ask.called = ""
    drop_snapshot(f"introduction:{introduction.id}")
