"""How a person uses the pages of accounts: finds a form's secret, asks for a link, presses its button."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


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
