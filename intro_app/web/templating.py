"""Set up the templates: globals such as the site's name, and filters for times in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cache, lru_cache, partial

from babel import Locale, dates
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import format_decimal, get_locale, get_timezone
from flask_login import current_user
from jinja2 import StrictUndefined, pass_context
from jinja2.runtime import Context
from wtforms.form import BaseForm

from intro_app import i18n
from intro_app.clock import now
from intro_app.config import Settings, settings
from intro_app.i18n import gettext as _
from intro_app.i18n import page_catalogue
from intro_app.text.directions import isolate_in
from intro_app.text.sentences import Catalogue, sentences
from intro_app.web import formatting
from intro_app.web.access import is_signed_in, is_suspended, requested_access
from intro_app.web.addresses import paths_of
from intro_app.web.forms import Forms
from intro_app.web.languages import choose_language
from intro_app.web.page_environment import PageEnvironment
from intro_app.wording import N_, date_in_words, zone_in_words

# The messages for `?done=<word>`. A link can only choose one of these sentences.
_DONE = {
    "saved": N_("Saved."),
    "signed-out": N_("You are signed out."),
    "signed-in-before": N_("You’re signed in."),
    "signed-out-meanwhile": N_(
        "You were signed out, so nothing was sent. Sign in, then go back: your browser still has what "
        "you wrote."
    ),
}
_WITH_ERRORS = (BaseForm, Forms)


def init_app(app: Flask) -> None:
    """Set up Jinja and Babel; nothing may touch the templates before."""
    site: Settings = app.extensions["settings"]
    app.jinja_environment = PageEnvironment
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    i18n.init_app(
        app,
        site.site_language,
        str(site.time_zone),
        locale_selector=choose_language,
        timezone_selector=_choose_time_zone,
    )
    _say_sentences(app)
    _format_values(app)
    app.jinja_env.globals.update(
        site_name=site.site_name,
        site_contact=site.readable_contact,
        base_url=site.base_url,
        dev_pages=site.dev_pages,
        site_mailto=site.site_contact,
        is_signed_in=is_signed_in,
        is_suspended=is_suspended,
        is_here=is_here,
        shows_sign_in=shows_sign_in,
        done_sentence=done_sentence,
        language=language,
        direction=direction,
        error_mark=error_mark,
        request_mark=request_mark,
        wait_sentence=wait_sentence,
    )


def _format_values(app: Flask) -> None:
    """Let templates format times, numbers and lists."""
    app.jinja_env.filters.update(
        moment=moment,
        day=day,
        month=month,
        ago=ago,
        listed=formatting.listed,
        decimal=formatting.decimal,
        plain_time=formatting.plain_time,
        duration=formatting.duration,
        if_elsewhere=if_elsewhere,
        zone_words=zone_words,
    )


def _say_sentences(app: Flask) -> None:
    """Let templates say sentences: on a page in its language; elsewhere in that of the moment."""
    isolate_in(app.jinja_env)
    app.jinja_env.globals.update(sentences(page_catalogue, format_decimal))
    app.context_processor(sentences_of_a_page)


def sentences_of_a_page() -> dict[str, Callable[..., str]]:
    """Return what says sentences in the language of the page, which is found out once for all of them."""
    return _sentences_of(page_catalogue())


@lru_cache(maxsize=16)
def _sentences_of(catalogue: Catalogue) -> dict[str, Callable[..., str]]:
    return sentences(lambda: catalogue, format_decimal)


def say_when_done(sentences: Mapping[str, str]) -> None:
    """Add a feature's messages for `?done=<word>`; sentences are marked with N_().

    Raises ValueError for a word that is taken, since the message would then appear on another feature's page.
    """
    if taken := _DONE.keys() & sentences.keys():
        raise ValueError(f"?done= says something else already: {', '.join(sorted(taken))}")
    _DONE.update(sentences)


def done_sentence() -> str | None:
    """Return the message for this page's `?done=<word>` in the reader's language, or None.

    A message may greet the signed-in reader by `%(name)s`.
    """
    sentence = _DONE.get(request.args.get("done", "")) if has_request_context() else None
    return _(sentence, name=getattr(current_user, "name", "")) if sentence else None


def moment(at: datetime) -> str:
    """Format a moment as day and time: 3 May 2027, 14:35."""
    here = at.astimezone(get_timezone())
    return _("%(day)s, %(time)s", day=day(here), time=formatting.plain_time(here.time()))


def if_elsewhere(at: datetime, there: datetime) -> str:
    """Format a moment if the reader's clocks show another time than `there`; else return nothing."""
    same = at.astimezone(get_timezone()).replace(tzinfo=None) == there.replace(tzinfo=None)
    return "" if same else moment(at)


def day(at: date) -> str:
    """Format a day: 3 May 2027. A moment is converted to the reader's time zone first."""
    if isinstance(at, datetime):
        at = at.astimezone(get_timezone()).date()
    return date_in_words(at, "long", formatting.reader())


def day_writer() -> Callable[[date], str]:
    """Return what formats days as `day()` does, for a list: it finds out for whom, and spells each, once."""
    zone, spell = get_timezone(), cache(partial(date_in_words, width="long", reader=formatting.reader()))
    return lambda at: spell(at.astimezone(zone).date() if isinstance(at, datetime) else at)


def speaker() -> Callable[..., str]:
    """Return what says sentences as gettext does, for a list: it finds the catalogue once."""
    find = page_catalogue().gettext

    def say(words: str, **values: object) -> str:
        said = find(words)
        return said % values if values else said

    return say


def zone_words(zone: str, at: datetime | None = None) -> str:
    """Format a time zone with its difference then, or now: Berlin, GMT+1."""
    return zone_in_words(zone, at or now(), formatting.reader())


def month(at: date) -> str:
    """Format a month: May 2027."""
    return dates.format_skeleton("yMMMM", at, locale=formatting.reader())


def ago(at: datetime, of: datetime | None = None) -> str:
    """Format how long ago, or in how long, a moment is: 3 days ago."""
    passed: timedelta = at - (of or now())
    return dates.format_timedelta(passed, add_direction=True, locale=formatting.reader())


def language() -> str:
    """Return the language of the page for its `lang` attribute."""
    return str(get_locale() or "en").replace("_", "-")


@pass_context
def error_mark(context: Context) -> str:
    """Return the prefix of the title of a page whose form came back, so that a screen reader says it first.

    A form came back if it has errors, or if the page has a `problem`, which says why something was not done.
    """
    given = context.get_all()
    has_errors = any(value.errors for value in given.values() if isinstance(value, _WITH_ERRORS))
    return _("Error:") + " " if has_errors or given.get("problem") else ""


def direction() -> str:
    """Return the direction of the page's language: ltr or rtl."""
    return str((get_locale() or Locale("en")).text_direction)


def is_here(*endpoints: str) -> bool:
    """Whether the path of the page shown begins as that of one of these, for the navigation."""
    here, section = request.path.split("/")[1], paths_of(current_app).section
    return any(here == section(endpoint) for endpoint in endpoints)


def shows_sign_in() -> bool:
    """Whether to offer signing in: not on token pages, which need no account, nor on 5xx pages."""
    access = requested_access()
    return not (access and access.token) and not g.get("in_trouble")


def request_mark() -> str:
    """Return the id of this request in the log."""
    return str(g.get("request_id", ""))


def wait_sentence(seconds: int) -> str:
    """Return a sentence that says when to try again, rounded."""
    wait = timedelta(seconds=seconds)
    in_a_while = dates.format_timedelta(wait, threshold=1.5, add_direction=True, locale=formatting.reader())
    return _("Try again %(in_a_while)s.", in_a_while=in_a_while)


def _choose_time_zone() -> str:
    wish = getattr(current_user, "time_zone", None) if has_request_context() and is_signed_in() else None
    return str(wish or settings().time_zone)
