"""Choose the language of a page: the reader's choice, that of the letter they got, or their browser's."""

import re
from urllib.parse import urlencode

from babel import negotiate_locale
from flask import Flask, Response, g, has_request_context, request
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from intro_app.config import settings
from intro_app.i18n import refresh
from intro_app.web.access import is_signed_in
from intro_app.wording import LANGUAGES

# In an address and in a form: the language a visitor chose. No cookie keeps it (ADR 17).
FIELD = "lang"

_WISH = "intro.lang"
_NAMES_ONE = re.compile(rf"[?&]{FIELD}=")


def init_app(app: Flask) -> None:
    """Keep a visitor's choice of language from page to page."""
    app.jinja_env.globals.update(language_choices=language_choices, chosen_language=chosen)
    app.after_request(_lead_on)


def choose_language() -> str:
    """Return the language of this page: a member's own, else the first of these that there is.

    The visitor's choice, the language of the letter, of the browser, of the site.
    """
    if not has_request_context():
        return settings().site_language
    if is_signed_in():
        own = getattr(current_user, "locale", "")
        return own if own in LANGUAGES else settings().site_language
    return chosen() or g.get("letters_language") or _browsers() or settings().site_language


def use_locale(language: str) -> None:
    """Answer this request in the language of the letter whose link was followed."""
    if language in LANGUAGES:
        g.letters_language = language
        refresh()


def chosen() -> str:
    """Return the language that a visitor chose on an earlier page; empty if none, or if signed in."""
    wish = _wish()
    return wish if wish and not is_signed_in() else ""


def in_language(path: str) -> str:
    """Return a path of this site with the language that the visitor chose."""
    return with_language(path, chosen() if has_request_context() else "")


def with_language(path: str, language: str) -> str:
    """Return a path of this site with this language, unless it names one or `language` is empty."""
    if not language or _NAMES_ONE.search(path):
        return path
    before, hash_mark, anchor = path.partition("#")
    return f"{before}{'&' if '?' in before else '?'}{FIELD}={language}{hash_mark}{anchor}"


def language_choices() -> list[tuple[str, str, str]]:
    """Return (code, name, address of this page) for each language; empty if the page cannot be reloaded."""
    offered = settings().offered_languages
    if is_signed_in() or g.get("in_trouble") or request.method not in {"GET", "HEAD"} or len(offered) < 2:
        return []
    others = {name: value for name, value in request.args.items() if name != FIELD}
    return [(code, name, f"?{urlencode(others | {FIELD: code})}") for code, name in offered.items()]


def _wish() -> str:
    """Return the language in the query or the form; kept for the request, since every link of a page asks."""
    known = request.environ.get(_WISH)
    if known is None:
        asked = request.args.get(FIELD, "") or _in_the_form()
        known = request.environ[_WISH] = asked if asked in settings().offered_languages else ""
    return str(known)


def _in_the_form() -> str:
    try:
        return request.form.get(FIELD, "")
    except HTTPException:  # a form that is refused as too big has a page of its own, and that has a language
        return ""


def _browsers() -> str | None:
    """Return the first of the browser's languages that the site has, or a variant of it (de for de-AT)."""
    wishes = [language for language, quality in request.accept_languages if quality]
    return negotiate_locale(wishes, list(settings().offered_languages), sep="-")


def _lead_on(response: Response) -> Response:
    """Add the chosen language to redirects within the site."""
    onward = response.headers.get("Location", "")
    path = onward.removeprefix(settings().base_url)
    if path.startswith("/") and not path.startswith("//"):
        response.headers["Location"] = in_language(onward)
    return response
