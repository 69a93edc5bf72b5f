"""Isolate right-to-left text from the sentence around it with `<bdi>`, in all templates.

Templates need not do anything. When one is compiled, each value in its text gets a filter that isolates
right-to-left text, and each value in an attribute one that removes such markup.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from unicodedata import bidirectional

from jinja2 import Environment
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

_HIT, _ISOLATED = Markup("<mark>{}</mark>"), Markup('<bdi dir="auto">{}</bdi>')
_OPEN, _CLOSE = '<bdi dir="auto">', "</bdi>"
_FROM_THE_RIGHT = {"R", "AL", "AN"}
# Elements that contain text only; blocks whose content ends up in an attribute or in the title.
_BARE = ("title", "textarea", "option", "script", "style", "desc")
_BARE_BLOCKS = {"title", "description", "subject"}
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)|>")


def isolated(value: Any) -> Any:
    """Return the value in `<bdi>` if it contains right-to-left text; markup and other values unchanged."""
    if (
        not isinstance(value, str)
        or hasattr(value, "__html__")
        or value.isascii()
        or not runs_from_the_right(value)
    ):
        return value
    return Markup(_OPEN) + escape(value) + Markup(_CLOSE)  # noqa: S704 - two constants


def highlighted(pieces: Iterable[tuple[str, bool]]) -> Markup:
    """Return a text that comes in pieces, those that are hits in `<mark>`, isolated as a whole if need be."""
    pieces = list(pieces)
    whole = Markup().join(_HIT.format(text) if is_hit else text for text, is_hit in pieces)
    runs = runs_from_the_right("".join(text for text, _ in pieces))
    return _ISOLATED.format(whole) if runs else whole


def joined_again(value: Any) -> Any:
    """Return the value without `<bdi>`, for an attribute, where no element can be."""
    if not isinstance(value, str) or _OPEN not in value:
        return value
    return type(value)(value.replace(_OPEN, "").replace(_CLOSE, ""))


def runs_from_the_right(text: str) -> bool:
    """Whether the text contains characters written from right to left."""
    return any(bidirectional(char) in _FROM_THE_RIGHT for char in set(text))


def isolate_in(environment: Environment) -> None:
    """Isolate values in this environment's templates; `sentences` does it for those inside sentences."""
    environment.filters.update(isolated=isolated, joined_again=joined_again)
    environment.add_extension(Isolation)


class Isolation(Extension):
    """A Jinja extension that adds the right filter to each value, by where it is in the page."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens of a template with the filters added."""
        place = _Place()
        tokens = iter(stream)
        for token in tokens:
            yield token
            if token.type == "data":
                place.pass_over(token.value)
            elif token.type == "block_begin":
                words = list(_until("block_end", tokens))
                place.pass_block([word.value for word in words])
                yield from words
            elif token.type == "variable_begin":
                yield Token(token.lineno, "lparen", "(")
                yield from _through(tokens, "joined_again" if place.is_bare else "isolated")


def _until(end: str, tokens: Iterator[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        if token.type == end:
            return


def _through(tokens: Iterator[Token], filter_name: str) -> Iterator[Token]:
    """Yield the rest of a value, with the filter before its end."""
    for token in tokens:
        if token.type == "variable_end":
            yield Token(token.lineno, "rparen", ")")
            yield Token(token.lineno, "pipe", "|")
            yield Token(token.lineno, "name", filter_name)
            yield token
            return
        yield token


class _Place:
    """The position in a page while its template is read: in a tag, an element, a block."""

    def __init__(self) -> None:
        self.in_tag = False
        self.inside = ""
        self._blocks: list[str] = []

    @property
    def is_bare(self) -> bool:
        """Whether no element is allowed here."""
        return self.in_tag or bool(self.inside) or bool(_BARE_BLOCKS & set(self._blocks))

    def pass_block(self, words: list[str]) -> None:
        """Enter or leave a named block."""
        if words[0] == "block":
            self._blocks.append(words[1])
        elif words[0] == "endblock":
            self._blocks.pop()

    def pass_over(self, html: str) -> None:
        """Update the position by a piece of HTML."""
        for found in _TAG.finditer(html):
            if found[0] == ">":
                self.in_tag = False
                continue
            name, closes = found[2].lower(), bool(found[1])
            if self.inside and not (closes and name == self.inside):
                continue
            self.in_tag = True
            if name in _BARE:
                self.inside = "" if closes else name
