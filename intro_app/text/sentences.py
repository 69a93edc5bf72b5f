"""Translated sentences in templates: what is filled into one is escaped, and isolated if it runs to the left.

They take the place of Jinja's own functions, which need several calls for a sentence. On a page with forty of
them those were a third of what the page cost.
"""

from collections.abc import Callable
from typing import Any, Protocol

from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from intro_app.text.directions import isolated


class Catalogue(Protocol):
    """The sentences of one language, as gettext has them."""

    def gettext(self, message: str) -> str: ...
    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str: ...


def sentences(catalogue: Callable[[], Catalogue]) -> dict[str, Callable[..., str]]:
    """Return what templates call to say a sentence: `_`, `gettext`, and `ngettext` for one with a number.

    Each asks for the catalogue when it is called. A percent sign of a sentence is written twice.
    """

    @pass_eval_context
    def sentence(context: EvalContext, words: str, /, **values: Any) -> str:
        return _filled(catalogue().gettext(words), values, context)

    @pass_eval_context
    def numbered(context: EvalContext, one: str, several: str, num: int, /, **values: Any) -> str:
        return _filled(catalogue().ngettext(one, several, num), {"num": num} | values, context)

    return {"_": sentence, "gettext": sentence, "ngettext": numbered}


def _filled(said: str, values: dict[str, Any], context: EvalContext) -> str:
    if not context.autoescape:
        return said % values
    if not values:
        return Markup(said % values)  # noqa: S704 - a sentence of ours with nothing in it
    shown = {name: isolated(value) for name, value in values.items()}
    return Markup(said) % shown  # noqa: S704 - escapes the values
