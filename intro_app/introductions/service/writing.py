"""Sends e-mail to the people who have a part in an introduction."""

from collections.abc import Callable
from datetime import datetime

from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role
from intro_app.outbox import Email
from intro_app.people.reach import write


def notify(introduction: Introduction, role: Role, compose: Callable[[], Email], at: datetime) -> None:
    """Post an e-mail to the person in this role, in the caller's transaction; nothing if they are gone."""
    write(introduction.person(role), compose, at=at)
