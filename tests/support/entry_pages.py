"""Add pages with each kind of access rule to the site under test, to test the rules without features."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask, render_template_string, request
from wtforms import StringField

from intro_app import create_app
from intro_app.config import Settings
from intro_app.db import db
from intro_app.errors import BusyError, DomainError, StaleError
from intro_app.links import LinkBroken, LinkEnded
from intro_app.web.access import public, token_page
from intro_app.web.forms import SiteForm

FORM = (
    '{% from "components/post_form.html" import post_form %}'
    "{% call post_form() %}{{ form.word() }}{% endcall %}"
)
SCRIPT = "{% set _ = script_url('mark.svg') %}a page with a script"

TROUBLES: dict[str, Exception] = {
    "domain": DomainError("You may ask %(name)s again later.", name="Carol"),
    "stale": StaleError("Someone else was faster."),
    "broken": LinkBroken(),
    "ended": LinkEnded(),
    "busy": BusyError("database is locked: /srv/secret/path"),
}


class WordForm(SiteForm):
    """One word."""

    word = StringField()


@contextmanager
def another_site(settings: Settings) -> Iterator[Flask]:
    """A site with these settings and the pages below, which lets go of its database afterwards."""
    site = create_app(settings)
    add_pages(site)
    yield site
    with site.app_context():
        db.engine.dispose()


def add_pages(app: Flask) -> None:
    """Add the pages below /t to the site, before its first request."""
    both = ["GET", "POST"]
    app.add_url_rule("/t/open", "t_open", public(form_view()), methods=both)
    app.add_url_rule("/t/members", "t_members", form_view(), methods=both)
    app.add_url_rule("/t/letter/<token>", "t_letter", token_page(form_view()))
    app.add_url_rule("/t/letter", "t_letter_sent", token_page(form_view()), methods=["POST"])
    app.add_url_rule("/t/signing-in", "t_signing_in", token_page(csrf=True)(form_view()), methods=both)
    app.add_url_rule("/t/stop/<token>", "t_stop", token_page(cross_site=True)(form_view()), methods=["POST"])
    app.add_url_rule("/t/script", "t_script", public(lambda: render_template_string(SCRIPT)))
    app.add_url_rule("/t/address", "t_address", public(lambda: request.remote_addr or ""))
    app.add_url_rule("/t/trouble/<kind>", "t_trouble", public(trouble))


def form_view() -> Callable[..., str]:
    """A new view, since a mark such as @public is kept on the view itself: the form, or what it brought."""

    def view(token: str = "") -> str:
        form = WordForm()
        if form.validate_on_submit():
            return f"got {form.word.data}"
        return render_template_string(FORM, form=form)

    return view


def trouble(kind: str) -> str:
    """Something goes wrong in the view."""
    raise TROUBLES.get(kind) or ZeroDivisionError("the note of alice@example.org")
