"""Writing to those who have a part in an introduction, as long as they are here and can be written to."""

from collections.abc import Callable
from datetime import datetime

from intro_app.accounts.models import Member
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role
from intro_app.outbox import Email, post


def can_be_written_to(introduction: Introduction, role: Role) -> bool:
    """Whether somebody has this role, has not left, and has an address here."""
    person = introduction.person(role)
    if person is None or (isinstance(person, Member) and person.left_at):
        return False
    return bool(person.addressee.address)


def write_to(introduction: Introduction, role: Role, compose: Callable[[], Email], at: datetime) -> None:
    """Post what is composed for this role in the caller's transaction; nothing for somebody who is gone."""
    if can_be_written_to(introduction, role):
        post(compose(), at=at)
