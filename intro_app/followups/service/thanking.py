"""Thank-you notes: to the other party and the connector in free text, and wordless ones for a "not now"."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.followups import emails, queries
from intro_app.followups.models import Thanks
from intro_app.identity.models import Member
from intro_app.introductions import emails as introduction_emails
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.states import PARTIES, Role, State
from intro_app.people.reach import write
from intro_app.text.writable import ensure_part_writable
from intro_app.wording import N_

LONGEST_THANKS = 280


def thank(introduction: Introduction, role: Role, notes: Mapping[Role, str], *, at: datetime) -> None:
    """Pass on a party's notes, by addressee; a repeated note is sent once.

    A note to somebody behind a block is dropped without the writer noticing. Raises TextRefused when a note
    holds a contact detail or is too long, DomainError when the two were not introduced or a different note
    was sent to the same person before.
    """
    for to_role, words in notes.items():
        ensure_part_writable(f"thanks_{to_role}", words, LONGEST_THANKS)
    with atomic():
        db.session.execute(
            select(Introduction.id).where(Introduction.id == introduction.id).with_for_update()
        )
        if introduction.state is not State.CONNECTED or role not in PARTIES:
            raise DomainError(N_("You have not been introduced."))
        already = queries.thanked(introduction.id, role)
        for to_role, words in notes.items():
            if already.get(to_role, words) != words:
                raise DomainError(N_("You’ve already thanked them. Your first note stays as it was."))
            if words and to_role is not role and to_role not in already and introduction.person(to_role):
                _pass_on(introduction, role, to_role, words, at)


def thank_for_answer(ask: Ask, *, at: datetime) -> None:
    """Send the author's wordless thanks to whoever answered "not now", once.

    Guests and people behind a block get nothing, and the author cannot tell.
    """
    with atomic():
        if isinstance(ask.person, Member):
            write(ask.person, lambda: emails.thanks_for_answer(ask, at), at=at)


def report_link(introduction: Introduction, role: Role, *, at: datetime) -> str:
    """Issue and return a link to the page on which this person can report the introduction."""
    with atomic():
        return introduction_emails.report_link(introduction, role, at)


def _pass_on(introduction: Introduction, role: Role, to_role: Role, words: str, at: datetime) -> None:
    thanks = Thanks(
        introduction_id=introduction.id, from_role=role, to_role=to_role, words=words, given_at=at
    )
    db.session.add(thanks)
    write(introduction.person(to_role), lambda: emails.thank_you(introduction, thanks, at), at=at)
