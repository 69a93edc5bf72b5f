"""Posts with pictures, as browsers send them."""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from intro_app.community.pictures.models import PostPicture
from intro_app.db import db
from tests.support.browsing import grouped
from tests.support.community import Village
from tests.support.forms import form_with

File = tuple[str, bytes]
SHOWN = re.compile(r'<p class="picture"><img src="([^"]+)" alt="([^"]*)" width="(\d+)" height="(\d+)"')


def sends(
    browser: FlaskClient, path: str, *, button: str = "Post", files: Sequence[File] = (), **typed: str
) -> TestResponse:
    """Fill in the form of the page at this path, add files, and press a button."""
    return again(browser, browser.get(path), path, button=button, files=files, **typed)


def again(
    browser: FlaskClient,
    page: TestResponse,
    path: str,
    *,
    button: str = "Post",
    files: Sequence[File] = (),
    **typed: str,
) -> TestResponse:
    """Fill in the form on a page that came back, and press a button."""
    filled = grouped(form_with(page.text, field="words").filled(button=button, **typed))
    return brings(browser, path, filled, files)


def posted(
    browser: FlaskClient,
    path: str,
    *pictures: bytes,
    words: str = "Look.",
    alt: str = "A pipe",
    button: str = "Post",
) -> TestResponse:
    """Post words and pictures that all have this description, in the two steps that it takes."""
    files = [(f"{number}.png", content) for number, content in enumerate(pictures)]
    page = sends(browser, path, button="Preview", files=files, words=words)
    form = form_with(page.text, field="words")
    data = grouped(form.filled(button=button))
    data["alt"] = [alt] * len(pictures)
    return brings(browser, path, data)


def brings(
    browser: FlaskClient,
    path: str,
    typed: Mapping[str, Sequence[str]],
    files: Sequence[File] = (),
    **headers: str,
) -> TestResponse:
    """Post a form with files as a browser does; large files stay in memory here."""
    chosen = [FileStorage(BytesIO(content), name, content_type="image/png") for name, content in files]
    values = {name: list(value) for name, value in typed.items() if name != "files"}
    boundary, body = encode_multipart(MultiDict({**values, "files": chosen}))
    kind = f"multipart/form-data; boundary={boundary}"
    return browser.post(path, data=body, content_type=kind, headers=headers)


def shown_on(browser: FlaskClient, path: str) -> list[tuple[str, ...]]:
    """Where the pictures on this page are, what they show, and their sides."""
    return SHOWN.findall(browser.get(path).text)


def kept(app: Flask) -> int:
    """How many pictures there are."""
    with app.app_context():
        return db.session.query(PostPicture).count()


def secret(browser: FlaskClient) -> list[tuple[str, str]]:
    """What a browser sends with every form."""
    return [("csrf_token", re.findall(r'name="csrf_token" value="([^"]+)"', browser.get("/me").text)[0])]


def thread_of_alice(village: Village) -> str:
    """The page of a thread in a circle of Alice's, who pays, with Bob; closed to others."""
    alice, bob = village.people.alice, village.people.bob
    circle = village.circle(alice, bob)
    return f"/circles/{circle}/threads/{village.thread(circle, alice)}"
