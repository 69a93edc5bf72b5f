"""Says sentences in the language of the page or the letter that is being written.

The functions are those of Flask-Babel. It finds out the language, the application and the catalogue again for
each sentence, which takes some 380 instructions; here the catalogue is kept until the language changes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import Any, cast

import flask_babel
from flask import Flask, appcontext_popped, appcontext_pushed, has_app_context
from flask_babel import Babel, Domain, format_decimal, get_locale, get_translations
from flask_babel.speaklater import LazyString

from intro_app.text.sentences import Catalogue, RememberedCatalogue, grouped

# The catalogue of the page or letter; another request, like another letter, begins without one.
_kept: ContextVar[Catalogue | None] = ContextVar("i18n_catalogue", default=None)


class Catalogues(Domain):
    """Finds the catalogue of a language, which it reads once."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[tuple[str | None, ...], Catalogue] = {}

    def get_translations(self) -> Catalogue:
        """Return the catalogue of the language in which this is written; an empty one outside of the site."""
        locale = get_locale()
        key = (locale.language, locale.script, locale.territory) if locale else ()
        known = self._known.get(key)
        if known is None:
            found = super().get_translations()  # type: ignore[misc]  # it is there, without a type
            known = self._known[key] = RememberedCatalogue(cast("Catalogue", found))
        return known


class SiteBabel(Babel):
    """Flask-Babel with these catalogues."""

    @cached_property
    def domain_instance(self) -> Domain:
        """The catalogues, the same for all requests."""
        return Catalogues()


def init_app(app: Flask, default_locale: str, default_timezone: str, **selectors: Callable[[], str]) -> None:
    """Set up Flask-Babel: `locale_selector` and `timezone_selector` say for whom a page is."""
    app.config.update(BABEL_DEFAULT_LOCALE=default_locale, BABEL_DEFAULT_TIMEZONE=default_timezone)
    SiteBabel(app, **selectors)
    appcontext_pushed.connect(_forget, app)
    appcontext_popped.connect(_forget, app)


def page_catalogue() -> Catalogue:
    """Return the sentences of the language in which this is written; an empty one outside of the site."""
    return _kept.get() or _found()


def _found() -> Catalogue:
    found = cast("Catalogue", get_translations())
    if has_app_context():
        _kept.set(found)
    return found


def gettext(sentence: str, /, **values: Any) -> str:
    """Say a sentence, with long numbers as the reader's language groups them."""
    said = page_catalogue().gettext(sentence)
    if not values:
        return said
    said, values = grouped(said, values, format_decimal)
    return said % values


def ngettext(singular: str, plural: str, num: int, /, **values: Any) -> str:
    """Say a sentence with a count."""
    said = page_catalogue().ngettext(singular, plural, num)
    said, values = grouped(said, {"num": num} | values, format_decimal)
    return said % values


def lazy_gettext(sentence: str, /, **values: Any) -> LazyString:
    """Say a sentence when it is shown: for what is written before anybody reads it, such as a label."""
    return LazyString(gettext, sentence, **values)


@contextmanager
def force_locale(language: str) -> Iterator[None]:
    """Say all sentences in this language until the end of the block."""
    try:
        with flask_babel.force_locale(language):
            _forget()
            yield
    finally:
        _forget()


def refresh() -> None:
    """Find out the language of the page anew, since what it depends on has changed."""
    flask_babel.refresh()
    _forget()


def _forget(*_app: object, **_more: object) -> None:
    _kept.set(None)
