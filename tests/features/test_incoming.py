"""What comes in is text of one kind; whatever else is sent to a form is a refusal and no failure."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder

from intro_app.web.incoming import IncomingRequest, number, text
from tests.support.identity_pages import form_secret


def test_a_file_a_list_and_a_nul_are_refused_like_anything_else(client: FlaskClient) -> None:
    secret = form_secret(client.get("/sign-in"))
    filed = client.post("/sign-in", data={"csrf_token": secret, "email": (BytesIO(b"x"), "x.txt")})
    assert filed.status_code == 422
    assert client.post("/sign-in", json=[1, [2]], headers={"X-CSRFToken": secret}).status_code == 422
    assert client.post("/sign-in", data={"csrf_token": secret, "email": "a\0@"}).status_code == 422


@pytest.mark.parametrize("path", ["/introductions", "/me", "/people", "/circles", "/me/trust", "/moderation"])
def test_asking_what_a_page_can_do_needs_no_reader(client: FlaskClient, path: str) -> None:
    assert client.options(path).status_code in {200, 404}


@pytest.mark.parametrize("typed", ["9" * 19, "-1", "²", "٣", "1e3", "", None, "a\0b"])
def test_what_is_no_number_of_ours_is_none(typed: str | None) -> None:
    assert number(typed) is None


def test_text_loses_what_no_database_holds() -> None:
    assert text("a\0b\ud800") == "ab?"
    assert number("42") == 42


@pytest.mark.parametrize("field", ["files", "title", ""])
def test_only_the_field_that_expects_files_gets_them(field: str) -> None:
    sent = {"title": (BytesIO(b"x"), "x.txt"), "files": (BytesIO(b"y"), "y.png"), "words": "z"}
    request = IncomingRequest(EnvironBuilder(method="POST", data=sent).get_environ())
    request.expect_file(field, 10_000)
    assert set(request.files) == ({field} if field else set())
    assert dict(request.form) == {"words": "z"}
