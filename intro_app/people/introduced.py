"""The condition that two members were introduced; introductions stand above people and register it here."""

from collections.abc import Callable

from sqlalchemy import ColumnElement

from intro_app.people.visibility import Id

Introduced = Callable[[Id, Id], ColumnElement[bool]]

_registered: list[Introduced] = []


def register_introduced(one: Introduced) -> None:
    """Let members show answers to people they were introduced to."""
    _registered[:] = [one]


def introduced(one: Id, other: Id) -> ColumnElement[bool]:
    """Return the condition that both said yes to an introduction and have each other's details."""
    return _registered[0](one, other)
