"""Somebody leaves the site: their open introductions end neutrally, and later their words are erased."""

from datetime import datetime

from sqlalchemy import delete

from intro_app.db import atomic, db
from intro_app.identity.models import Member
from intro_app.introductions import queries
from intro_app.introductions.models import Draft, Introduction
from intro_app.introductions.service.closing import close_once_more
from intro_app.introductions.states import Reason, Role, State
from intro_app.outbox import cancel_queued


def step_out_of_all(member: Member, at: datetime) -> None:
    """End this member's open introductions without telling anyone before the closing date; delete drafts.

    What the two have agreed to goes on without its connector, who has done their part.
    """
    with atomic():
        for introduction_id in queries.unfinished_of(member.id):
            introduction = queries.locked_whole(introduction_id)
            role = introduction.role_of(member)
            if role is not None and _can_end(introduction, role):
                _step_out(introduction, role, at)
        db.session.execute(delete(Draft).where(Draft.member_id == member.id))


def erase_words_of(member: Member, at: datetime) -> bool:
    """Erase what this member wrote in introductions that are over; return whether none is left open.

    Those who wait for an open one go on reading it until its closing day, as they would in silence.
    """
    with atomic():
        for introduction_id in queries.over_for(member.id):
            introduction = queries.locked_whole(introduction_id)
            role = introduction.role_of(member)
            if role is not None:
                _erase(introduction, role, at)
        return not queries.unfinished_of(member.id)


def _can_end(introduction: Introduction, role: Role) -> bool:
    is_done = role is Role.CONNECTOR and introduction.state is State.AGREED
    return introduction.wound_up_at is None and not is_done


def _step_out(introduction: Introduction, role: Role, at: datetime) -> None:
    if role is introduction.author_role:
        introduction.withdrawn_at = introduction.withdrawn_at or at
        introduction.author_told_at = introduction.author_told_at or at
    elif consent := introduction.consent_of(role):
        consent.taken_back_at = at
    for guest in introduction.guests:
        if guest.role == role:  # somebody named them by their address as a guest
            guest.name = guest.email = guest.phone = guest.proposed_email = ""
    close_once_more(introduction, Reason.ACCOUNT_GONE, at=at)
    if role is introduction.author_role:
        cancel_queued(about=f"introduction:{introduction.id}", at=at)


def _erase(introduction: Introduction, role: Role, at: datetime) -> None:
    if role is introduction.author_role:
        introduction.erase_text(at)
    if role is Role.CONNECTOR:
        introduction.erase_endorsement()
        for guest in introduction.guests:
            guest.label = ""  # the connector's own note
    if ask := introduction.ask_of(role):
        ask.words = None
