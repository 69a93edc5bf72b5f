"""Translated sentences in templates: what is filled into one is escaped, and isolated if it runs to the left.

They take the place of Jinja's own functions, which need several calls for a sentence. On a page with forty of
them those were a third of what the page cost.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol

from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from intro_app.text.directions import isolated

# What is always a count; of any other number that has four digits, a sentence may mean a year.
_COUNTS = {"num", "limit", "over", "handed", "wanted", "joined"}
_LONGER_THAN_A_YEAR = 10_000
# More than the site has: what it says again costs one look into a dictionary.
_REMEMBERED = 8192


class Catalogue(Protocol):
    """The sentences of one language, as gettext has them."""

    def gettext(self, message: str) -> str: ...
    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str: ...
    def __hash__(self) -> int: ...


class RememberedCatalogue:
    """A catalogue that remembers what it said: Python's own takes some forty steps for a sentence."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.gettext: Callable[[str], str] = lru_cache(_REMEMBERED)(catalogue.gettext)
        self.ngettext = catalogue.ngettext


def sentences(
    catalogue: Callable[[], Catalogue], written: Callable[[int], str]
) -> dict[str, Callable[..., str]]:
    """Return what templates call to say a sentence: `_`, `gettext`, and `ngettext` for one with a number.

    Each asks for the catalogue when it is called. A percent sign of a sentence is written twice. `written`
    writes a long number as the reader's language groups its digits.
    """

    @pass_eval_context
    def sentence(context: EvalContext, words: str, /, **values: Any) -> str:
        said = catalogue().gettext(words)
        if not values:
            return _as_it_is(said, bool(context.autoescape))
        return _filled(*grouped(said, values, written), context)

    @pass_eval_context
    def numbered(context: EvalContext, one: str, several: str, num: int, /, **values: Any) -> str:
        said = catalogue().ngettext(one, several, num)
        return _filled(*grouped(said, {"num": num} | values, written), context)

    return {"_": sentence, "gettext": sentence, "ngettext": numbered}


def grouped(said: str, values: dict[str, Any], written: Callable[[int], str]) -> tuple[str, dict[str, Any]]:
    """Return the sentence and what is filled into it, with long numbers as the reader groups them: 40,000."""
    long = {name: value for name, value in values.items() if _is_long(name, value)}
    for name in long:
        said = said.replace(f"%({name})d", f"%({name})s")
    return said, values | {name: written(value) for name, value in long.items()} if long else values


def _is_long(name: str, value: Any) -> bool:
    return type(value) is int and value >= (1000 if name in _COUNTS else _LONGER_THAN_A_YEAR)


@lru_cache(_REMEMBERED)
def _as_it_is(said: str, is_markup: bool) -> str:
    said %= {}
    return Markup(said) if is_markup else said  # noqa: S704 - a sentence of ours with nothing in it


def _filled(said: str, values: dict[str, Any], context: EvalContext) -> str:
    if not context.autoescape:
        return said % values
    shown = {name: isolated(value) for name, value in values.items()}
    return Markup(said) % shown  # noqa: S704 - escapes the values
