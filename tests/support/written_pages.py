"""How a caretaker writes the pages of the site."""

import html
import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.browsing import grouped
from tests.support.forms import form_with

PAGES = "/staff/pages"
TERMS = (
    "# Whom this is for\n\nPeople of **St Jakob**. [Rules](https://example.org/rules)\n\n## Money\n\n- none"
)
PRIVACY = "We keep what you write.\n\nWrite to [the office](mailto:office@example.org)."


def writes(
    staff: FlaskClient,
    kind: str,
    words: str,
    change: str = "",
    *,
    locale: str = "en",
    button: str = "publish",
    applies_on: str = "",
) -> TestResponse:
    """Open the form of a page, type, and press a button."""
    path = f"{PAGES}/{kind}/{locale}"
    return sends(staff, staff.get(path), words, change, button=button, applies_on=applies_on)


def settings_typed(staff: FlaskClient, **typed: str) -> dict[str, list[str]]:
    """What the form of the settings sends, with something typed."""
    form = form_with(staff.get("/staff/settings").text, action="/staff/settings")
    return grouped(form.filled(**typed))


def sends(
    staff: FlaskClient,
    page: TestResponse,
    words: str,
    change: str = "",
    *,
    button: str = "publish",
    applies_on: str = "",
) -> TestResponse:
    """Type into the form of a page that is open, and press a button."""
    path = page.request.path
    typed = {"words": words, "change": change, "applies_on": applies_on}
    filled = form_with(page.text, action=path).filled(button=button, **typed)
    return staff.post(path, data=grouped(filled))


def said(page: TestResponse) -> str:
    """The words of a page, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())
