"""How a person uses the pages of accounts: finds a form's secret, asks for a link, presses its button."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from intro_app.db import db
from intro_app.outbox.models import OutboxMessage
from tests.support.people import visitor
from tests.support.received_mail import ReceivedMail

HOST = "https://meet.example.org"


def form_secret(page: TestResponse) -> str:
    """The hidden value that binds a form to its browser."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def send(client: FlaskClient, page: str, path: str = "", **fields: Any) -> TestResponse:
    """Fill in a form of a page and send it, to its own path or another one."""
    return client.post(path or page, data={"csrf_token": form_secret(client.get(page)), **fields})


def ask(client: FlaskClient, address: str, **more: str) -> TestResponse:
    """Type an address on the sign-in page."""
    return send(client, "/sign-in", email=address, **more)


def follow(client: FlaskClient, link: str, **more: str) -> TestResponse:
    """Open a sign-in link and press its button."""
    return send(client, link, "/l", token=link.rpartition("/")[2], **more)


def type_code(client: FlaskClient, code: str) -> TestResponse:
    """Type a code on the page that asks for it."""
    return send(client, "/sign-in/code", code=code)


def code_in(letter: str) -> str:
    """The code in an e-mail's text."""
    found = re.search(r"> ([0-9A-Z]{4}-[0-9A-Z]{4})", letter)
    assert found, letter
    return found[1]


def letters(app: Flask) -> list[str]:
    """The text of every e-mail that is kept in the outbox, oldest first."""
    with app.app_context():
        kept = select(OutboxMessage.content).where(OutboxMessage.content.is_not(None))
        rows = db.session.scalars(kept.order_by(OutboxMessage.posted_at, OutboxMessage.key))
        return [ReceivedMail("", "", content or b"").text for content in rows]


def link_in(letter: str) -> str:
    """The path of the link in an e-mail."""
    found = re.search(r"https://meet\.example\.org(/l/[\w.\-]+)", letter)
    assert found, letter
    return found[1]


def holder(app: Flask, session: str) -> FlaskClient:
    """A browser that holds this session's cookie."""
    browser = visitor(app)
    browser.set_cookie("__Host-sid", session, domain="meet.example.org", secure=True)
    return browser


def without_secrets(page: str) -> list[str]:
    """The lines of a page but for those that hold a value drawn for its reader."""
    return [line for line in page.splitlines() if "csrf_token" not in line]
