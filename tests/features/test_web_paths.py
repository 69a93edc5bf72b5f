"""The path of a page, from its endpoint, as Werkzeug would read it."""

import re
from urllib.parse import unquote

import pytest
from flask import Flask

from intro_app.web.addresses import UnknownPathError, plain_path
from intro_app.web.paths import path_for, redirect_to

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_values_stand_in_the_path_and_the_rest_in_the_query(app: Flask) -> None:
    with app.test_request_context("/"):
        assert path_for("web.home") == "/"
        assert path_for("people.person", public_id="x_y-1") == "/people/x_y-1"
        assert path_for("people.person", public_id="x", done="saved", more=None) == "/people/x?done=saved"
        assert path_for("people.people", after="1-2 3&4") == "/people?after=1-2%203%264"
        assert path_for("identity.sign_in", next="/ask?to=x") == "/sign-in?next=/ask%3Fto%3Dx"
        assert path_for("community.calendar_feed", token="t") == "/c/t.ics"


def test_pages_that_only_take_forms_have_a_path_too(app: Flask) -> None:
    with app.test_request_context("/"):
        assert path_for("moderation.hear", public_id="c") == "/moderation/cases/c/hear"


def test_a_wrong_endpoint_or_a_missing_value_is_named(app: Flask) -> None:
    with app.test_request_context("/"):
        with pytest.raises(UnknownPathError, match=re.escape("people.nobody")):
            path_for("people.nobody")
        with pytest.raises(
            UnknownPathError, match=r"community\.thread needs thread_id; given: \['circle_id'\]"
        ):
            path_for("community.thread", circle_id="c")


def test_a_redirect_leads_on_by_get(app: Flask) -> None:
    with app.test_request_context("/"):
        answer = redirect_to("people.me", done="saved")
        assert (answer.status_code, answer.location) == (303, "/me?done=saved")


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("/?lang=es", "/promise?lang=es"),
        ("/?lang=xx", "/promise"),
        ("/?lang=", "/promise"),
        ("/", "/promise"),
    ],
)
def test_a_visitors_language_goes_along(app: Flask, asked: str, path: str) -> None:
    with app.test_request_context(asked):
        assert path_for("web.promise") == path
        assert plain_path("web.promise") == "/promise"


def test_a_language_stands_in_a_path_once_and_before_the_anchor(app: Flask) -> None:
    with app.test_request_context("/?lang=es"):
        assert path_for("people.people", after="x") == "/people?after=x&lang=es"
        assert path_for("web.home", lang="de") == "/?lang=de"


@pytest.mark.changes_app
def test_of_several_rules_the_one_that_takes_the_most_values_is_written(app: Flask) -> None:
    def shelf(row: str = "") -> str:
        return row

    app.add_url_rule("/shelf", "shelf", shelf)
    app.add_url_rule("/shelf/<row>", "shelf", shelf)
    app.add_url_rule("/100%/<path:row>", "whole", shelf)
    with app.test_request_context("/"):
        assert path_for("shelf") == "/shelf"
        assert path_for("shelf", row=3, done="x") == "/shelf/3?done=x"
        assert path_for("whole", row="a/b c") == "/100%/a/b%20c"


@pytest.mark.parametrize(
    "value", ["a b", "ä", "100%", "a+b", "?x=1&y=2#z", "דוד", "%2F", "'\"<>", "😀", "~.-_"]
)
def test_what_is_written_is_read_as_the_same(app: Flask, value: str) -> None:
    with app.test_request_context("/"):
        path = path_for("people.person", public_id=value)
    assert path.isascii()
    assert app.url_map.bind("").match(unquote(path), method="GET") == ("people.person", {"public_id": value})
