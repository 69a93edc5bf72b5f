"""The reader of a query as a bound parameter, and the condition that a block hides somebody from them."""

from sqlalchemy import BindParameter, ColumnElement, bindparam

from intro_app.people import visibility
from intro_app.people.visibility import Id

ME: BindParameter[int] = bindparam("me")
VISITOR = 0


def hidden_from_me(other: Id) -> ColumnElement[bool]:
    """Return the condition that a block hides this member from the reader."""
    return visibility.hidden(ME, other)
