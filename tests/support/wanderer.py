"""A visitor who follows every link of the site and sends every form unchanged, to see all that it can say."""

import html
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from tests.support.browsing import grouped
from tests.support.forms import forms_in

_LINK = re.compile(r'href="([^"#]+)"')

# A list can be paged for ever, and a page of a person is like the next person's.
_ENOUGH = 3

# Forms that are whole as they come, and would act.
_ACTS = re.compile(r"/block$|/x/")

# Where the form of a sample leads, on the page of all components.
_NOWHERE = "#"


def wander(browser: FlaskClient, feature: str, start: Iterable[str]) -> None:
    """Visit every page of this feature that can be reached from these; then submit the forms found."""
    pages = _look_at_all(browser, feature, start)
    for path, page in pages.items():
        for form in forms_in(page):
            if (
                form.names
                and form.method == "post"
                and form.buttons
                and form.action != _NOWHERE
                and not _ACTS.search(form.action or path)
            ):
                browser.post(form.action or path, data=grouped(form.filled()))


def _look_at_all(browser: FlaskClient, feature: str, start: Iterable[str]) -> dict[str, str]:
    waiting, pages, kinds = list(start), dict[str, str](), dict[str, int]()
    while waiting:
        path = _path(waiting.pop(0))
        kind = re.sub(r"[\w.-]{22,}", "…", path)
        kinds[kind] = kinds.get(kind, 0) + 1
        if path in pages or kinds[kind] > _ENOUGH or path.endswith("/html"):
            continue
        if feature_of(browser.application, path) != feature:
            continue
        answer = browser.get(path)
        if answer.status_code == 303:
            waiting.append(answer.location)
        if answer.mimetype == "text/html":
            pages[path] = answer.text
            waiting += [html.unescape(link) for link in _LINK.findall(answer.text) if link.startswith("/")]
    return pages


def feature_of(app: Flask, path: str) -> str:
    """Which feature has the page at this path; "" for none."""
    try:
        endpoint, _places = app.url_map.bind("").match(path.partition("?")[0])
    except HTTPException:
        return ""
    return str(endpoint).partition(".")[0]


def _path(link: str) -> str:
    """Where a link leads within the site, wherever the site is."""
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
