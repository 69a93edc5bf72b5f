"""How staff use the page of the settings."""

import html
import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.browsing import grouped
from tests.support.forms import form_with, forms_in

PAGE = "/staff/settings"


def saves(
    browser: FlaskClient, *, seen: str | list[str] | None = None, **typed: str | list[str]
) -> TestResponse:
    """Fill in some fields of the page and save; `seen`: the mail domains whose members were told."""
    form = form_with(browser.get(PAGE).text, action=PAGE)
    told = typed.get("join_domains", "") if seen is None else seen
    return browser.post(PAGE, data=grouped(form.filled()) | dict(typed) | {"domains_seen": told})


def undoes(browser: FlaskClient, change: int | None) -> TestResponse:
    """Press the button that undoes this change, wherever it stands."""
    forms = [form for form in forms_in(browser.get(PAGE).text) if form.action == f"{PAGE}/undo"]
    return browser.post(f"{PAGE}/undo", data=grouped(forms[0].filled()) | {"change": [str(change)]})


def decides(browser: FlaskClient, what: str) -> TestResponse:
    """Press the button that confirms or withdraws the one change that waits."""
    path = f"{PAGE}/{what}"
    return browser.post(path, data=grouped(form_with(browser.get(PAGE).text, action=path).filled()))


def said(page: str) -> str:
    """The words of a page, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
