"""How the list of people is narrowed to a group; the groups stand above this package and register here."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Select


class GroupFilter(NamedTuple):
    """The groups to choose from (public id and name), and the ids of those who show that they are in one."""

    choices: Callable[[], list[tuple[str, str]]]
    showing: Callable[[str], Select[int]]


_registered: list[GroupFilter] = []


def register_group_filter(one: GroupFilter) -> None:
    """Let people be narrowed to a group."""
    _registered[:] = [one]


def group_filter() -> GroupFilter | None:
    """Return what was registered, if anything was."""
    return _registered[0] if _registered else None
