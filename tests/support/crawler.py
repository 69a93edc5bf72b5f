"""Collect all that one reader can read without sending a form: pages for any id, links, mails and files."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intro_app.db import Model, db
from tests.support.received_mail import ReceivedMail

_LINK = re.compile(r'href="([^"#]+)"')
_NO_WORDS_OF_PEOPLE = re.compile(r"^/(static|healthz|[a-z]/[^?]*/html)")


def crawl(browser: FlaskClient, letters: Sequence[ReceivedMail]) -> str:
    """Every page and file that answers, and every mail, as one text."""
    texts = [f"{letter.subject}\n{letter.message.as_string()}\n{letter.text}" for letter in letters]
    return "\n".join([*texts, *_pages(browser, _start(browser.application, letters))])


def pages_read(browser: FlaskClient, letters: Sequence[ReceivedMail]) -> dict[str, str]:
    """Every page that answers, by its address, and the HTML of every mail, as they were sent."""
    visited = _visited(browser, _start(browser.application, letters))
    pages = {path: page.text for path, page in visited if page.mimetype == "text/html"}
    return pages | {f"mail {number}: {one.subject}": one.html for number, one in enumerate(letters)}


def _pages(browser: FlaskClient, start: Iterable[str]) -> Iterator[str]:
    for path, page in _visited(browser, start):
        text = html.unescape(page.text) if _is_text(page) else ""
        yield f"=== {path} {page.status_code} {page.headers}\n{text}"


def _visited(browser: FlaskClient, start: Iterable[str]) -> Iterator[tuple[str, Any]]:
    base = browser.application.extensions["settings"].base_url
    waiting, seen = list(start), set[str]()
    while waiting:
        path = waiting.pop().removeprefix(base)
        if path in seen or not path.startswith("/") or _NO_WORDS_OF_PEOPLE.match(path):
            continue
        seen.add(path)
        page = browser.get(path)
        yield path, page
        if page.mimetype == "text/html":
            waiting += [html.unescape(link) for link in _LINK.findall(page.text)]
        waiting += [page.location] if page.location else []


def _start(app: Flask, letters: Sequence[ReceivedMail]) -> list[str]:
    base = app.extensions["settings"].base_url
    mailed = re.findall(rf"{re.escape(base)}(/[^\s<>\"]*)", "\n".join(letter.text for letter in letters))
    return [*_addresses(app), *mailed]


def _is_text(page: Any) -> bool:
    return str(page.mimetype).startswith(("text/", "application/json"))


def _addresses(app: Flask) -> Iterator[str]:
    """Each address with none or one id, with every id there is; those with two are reached by links alone."""
    with app.app_context():
        ids = dict(_ids())
    for rule in app.url_map.iter_rules():
        names = rule.arguments - {"token", "filename"}
        if "GET" not in (rule.methods or ()) or names != rule.arguments:
            continue
        if not names:
            yield rule.rule
        elif len(names) == 1:
            yield from (re.sub(r"<[^>]+>", one, rule.rule) for one in _fitting(rule.rule, ids))


def _fitting(rule: str, ids: dict[str, list[str]]) -> list[str]:
    if rule.startswith("/staff/invitations/"):
        return ["1"]  # a list, which has a number only
    if rule.startswith(("/look/", "/logo/", "/site/")):
        return ["terms"]  # files by their content, and pages of the site
    if "/groups/" in rule:
        return ids["member_group"]
    if rule.startswith("/sign-in/with/"):
        return ["alumni"]  # a provider, if the site has one
    kinds = {
        "people": "member",
        "ask": "member",
        "staff": "member",
        "introduced": "introduction",
        "introductions": "introduction",
    }
    kinds |= {
        "circles": "circle",
        "gatherings": "gathering",
        "visit": "gathering",
        "moderation": "moderation_case",
        "me": "moderation_case",
    }
    return ids[kinds[rule.split("/")[1]]]


def _ids() -> Iterator[tuple[str, list[str]]]:
    for table in Model.metadata.sorted_tables:
        if "public_id" in table.columns:
            yield table.name, list(db.session.scalars(select(table.c.public_id)))
