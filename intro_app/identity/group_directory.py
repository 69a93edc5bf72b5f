"""What doors and the list of people need to know of groups; these stand above identity and register here."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import ScalarSelect, Select, SQLColumnExpression

# A member's id in a statement: a column, a parameter or a number.
MemberId = SQLColumnExpression[int] | SQLColumnExpression[int | None] | int


class GroupDirectory(NamedTuple):
    """The open groups, by public id and name, and who is in them.

    `showing` selects the ids of those who show that they are in one. `of_member` is a subquery of the public
    ids of the groups that somebody is in, shown or not, with commas between them; `shown_by` of those that
    they show.
    """

    choices: Callable[[], list[tuple[str, str]]]
    showing: Callable[[str], Select[int]]
    of_member: Callable[[MemberId], ScalarSelect[str]]
    shown_by: Callable[[MemberId], ScalarSelect[str]]


_registered: list[GroupDirectory] = []


def register_group_directory(one: GroupDirectory) -> None:
    """Let people be narrowed to a group, and doors be opened to one."""
    _registered[:] = [one]


def group_directory() -> GroupDirectory:
    """Return what was registered when the site started."""
    return _registered[0]
