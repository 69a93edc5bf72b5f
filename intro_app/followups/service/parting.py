"""Requests to delete somebody's contact details, and their confirmation."""

from datetime import datetime

from sqlalchemy import select

from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.followups import emails, queries
from intro_app.followups.models import PleaseDelete
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import PARTIES, Role, State
from intro_app.people.reach import write
from intro_app.wording import N_


def ask_to_delete(introduction: Introduction, role: Role, *, at: datetime) -> None:
    """Ask the other party, once, to delete this party's details; from now on the site does not show them.

    Raises DomainError when the two were never introduced.
    """
    with atomic():
        db.session.execute(
            select(Introduction.id).where(Introduction.id == introduction.id).with_for_update()
        )
        if introduction.state is not State.CONNECTED or role not in PARTIES:
            raise DomainError(N_("You haven’t been introduced."))
        if queries.deletion_asked(introduction.id, role):
            return
        asked = PleaseDelete(introduction_id=introduction.id, from_role=role, asked_at=at)
        db.session.add(asked)
        db.session.flush()  # the link in the e-mail needs the id
        other = introduction.person(role.other)
        write(other, lambda: emails.please_delete(introduction, asked, at), at=at)


def acknowledge(asked: PleaseDelete, *, at: datetime) -> None:
    """Record that the other party deleted the details; a repeated call changes nothing."""
    with atomic():
        db.session.refresh(asked, with_for_update=True)
        asked.done_at = asked.done_at or at
