"""How the addresses of pages are kept: to be recognised, never to be made up."""

from collections.abc import Callable
from typing import NoReturn

from werkzeug.routing import Rule


class MatchOnlyRule(Rule):
    """Finds the page of an address. Templates write addresses out, so none is ever built from a rule.

    To get ready for it would take Werkzeug most of the time in which an app is made.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., NoReturn]:  # noqa: ARG002 - Werkzeug's shape
        return _none_is_built


def _none_is_built(*_places: object, **_more: object) -> NoReturn:
    raise NotImplementedError("addresses are written out here")
