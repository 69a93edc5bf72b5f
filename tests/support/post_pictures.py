"""Posts with pictures, as browsers send them."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from tests.support.browsing import grouped
from tests.support.forms import form_with

File = tuple[str, bytes]


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
    browser: FlaskClient, path: str, *pictures: bytes, words: str = "Look.", alt: str = "A pipe"
) -> TestResponse:
    """Post words and pictures that all have this description, in the two steps that it takes."""
    files = [(f"{number}.png", content) for number, content in enumerate(pictures)]
    page = sends(browser, path, button="Preview", files=files, words=words)
    form = form_with(page.text, field="words")
    data = grouped(form.filled(button="Post"))
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
