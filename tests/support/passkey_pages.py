"""How a person uses passkeys through the pages, with a device that a test plays."""

import html
import json
import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.authenticator import Authenticator
from tests.support.identity_pages import form_secret


def options_in(page: TestResponse) -> dict[str, Any]:
    """What a page asks the device."""
    found = re.search(r'data-options="([^"]+)"', page.text)
    assert found, page.text
    options: dict[str, Any] = json.loads(html.unescape(found[1]))
    return options


def page_to_add(client: FlaskClient) -> TestResponse:
    """The page on which a device makes a passkey, or the answer instead of it."""
    return client.post("/me/passkeys/new", data={"csrf_token": form_secret(client.get("/me/passkeys"))})


def add(client: FlaskClient, device: Authenticator, name: str = "my phone") -> TestResponse:
    """Make a passkey and keep it."""
    page = page_to_add(client)
    answer = device.make(options_in(page))
    return client.post(
        "/me/passkeys/add", data={"csrf_token": form_secret(page), "name": name, "answer": answer}
    )


def page_to_use(client: FlaskClient, onward: str = "") -> TestResponse:
    """The page on which a device uses a passkey."""
    secret = form_secret(client.get("/me" if client.get("/me").status_code == 200 else "/sign-in"))
    return client.post("/sign-in/passkey", data={"csrf_token": secret, "next": onward})


def answer(client: FlaskClient, page: TestResponse, said: str, onward: str = "") -> TestResponse:
    """Send what a device said."""
    data = {"csrf_token": form_secret(page), "answer": said, "next": onward}
    return client.post("/sign-in/passkey/answer", data=data)


def sign_in(client: FlaskClient, device: Authenticator, onward: str = "") -> TestResponse:
    """Come in by a passkey."""
    page = page_to_use(client, onward)
    return answer(client, page, device.use(options_in(page)), onward)
