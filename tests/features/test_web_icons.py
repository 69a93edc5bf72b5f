"""What browsers, phones and finders of holes ask for by themselves, under fixed names."""

import json
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from flask import Flask

from intro_app import clock
from tests.support.people import visitor

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("path", "begins_with"),
    [
        ("/favicon.ico", b"\x00\x00\x01\x00"),
        ("/apple-touch-icon.png", b"\x89PNG"),
        ("/apple-touch-icon-precomposed.png", b"\x89PNG"),
    ],
)
def test_icons_are_where_browsers_look_without_being_told(app: Flask, path: str, begins_with: bytes) -> None:
    answer = visitor(app).get(path)
    assert answer.status_code == 200
    assert answer.data.startswith(begins_with)
    assert answer.headers["Cache-Control"] == "public, max-age=86400"


def test_a_phone_finds_the_name_of_the_site_and_icons_that_exist(app: Flask) -> None:
    answer = visitor(app).get("/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    described = json.loads(answer.data)
    assert described["name"] == app.extensions["settings"].site_name
    assert [one["sizes"] for one in described["icons"]] == ["192x192", "512x512"]
    for one in described["icons"]:
        with closing(visitor(app).get(one["src"])) as icon:
            assert icon.data.startswith(b"\x89PNG")


def test_every_page_names_them(app: Flask) -> None:
    page = visitor(app).get("/").text
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    assert '<link rel="apple-touch-icon" href="/static/icons/touch-180.' in page


def test_security_txt_names_whom_to_write_to_and_has_not_run_out(app: Flask) -> None:
    answer = app.test_client().get("/.well-known/security.txt", base_url=app.extensions["settings"].base_url)
    said = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert answer.mimetype == "text/plain"
    assert said["Contact"] == f"mailto:{app.extensions['settings'].site_contact}"
    assert said["Canonical"] == f"{app.extensions['settings'].base_url}/.well-known/security.txt"
    ends = datetime.fromisoformat(said["Expires"])
    assert timedelta(days=90) < ends - clock.now() < timedelta(days=365)
