"""The type of members' names: one that was erased reads "a former member", in the language of its reader."""

from markupsafe import Markup, escape
from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator

from intro_app.i18n import gettext
from intro_app.wording import N_

FORMER = N_("a former member")


class FormerName(str):
    """The name of a member who left, translated when it is shown; as data it is the English words."""

    __slots__ = ()

    def __str__(self) -> str:
        """Return the words in the language of whoever reads them now."""
        return gettext(FORMER)

    def __html__(self) -> Markup:
        """Return the same for a template."""
        return escape(gettext(FORMER))


class MemberName(TypeDecorator[str]):
    """A name, stored as text. An erased one is stored empty, so that no list, page or mail shows a gap."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        return "" if isinstance(value, FormerName) else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - as above
        return FormerName(FORMER) if value == "" else value
