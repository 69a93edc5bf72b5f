"""Name, colours, logo and sample people of the site's own: where they stand, and what is refused."""

import html
import re
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from intro_app import create_app
from intro_app.audit.queries import check
from intro_app.community.gatherings import calendar
from intro_app.config import Settings
from intro_app.config import settings as settings_now
from intro_app.db import db
from intro_app.outbox.models import OutboxMessage
from intro_app.site_settings import SiteLogo
from tests.support.browsing import grouped
from tests.support.forms import form_with
from tests.support.identity_pages import ask, form_secret, letters
from tests.support.people import People, visitor
from tests.support.received_mail import ReceivedMail
from tests.support.uploads import (
    LOGO,
    bomb,
    form_with_file,
    moving,
    parts_of,
    picture,
    two_things_at_once,
    uploads,
)

# What it sets would outlive the test in this process.
pytestmark = [pytest.mark.changes_app, pytest.mark.one_database]

PAGE = "/staff/settings"
JAKOB = "Alumni of St Jakob"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A site whose environment names nothing of the page."""
    return replace(settings, joining=("invitation",))


@pytest.fixture
def dan(people: People) -> FlaskClient:
    """The browser of a caretaker who came in by passkey."""
    return people.dan.becomes("caretaker").browser(by_passkey=True)


def saves(browser: FlaskClient, button: str = "", **typed: str) -> TestResponse:
    """Fill in some fields of the page of the settings and save."""
    form = form_with(browser.get(PAGE).text, action=PAGE)
    return browser.post(PAGE, data=grouped(form.filled()) | {"colours": button} | typed)


def said(page: str) -> str:
    """The words of a page, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def sheet_in(page: str) -> str:
    """The path of the site's own colours; empty while there are none."""
    found = re.search(r'href="(/look/[^"]+)"', page)
    return found[1] if found else ""


def test_the_name_is_theirs_everywhere(app: Flask, people: People, dan: FlaskClient) -> None:
    assert saves(dan, site_name=JAKOB).status_code == 303
    stranger = visitor(app)
    for path in ("/", "/promise", "/sign-in", "/transparency", "/nowhere"):
        page = stranger.get(path).text
        assert f"{JAKOB}</title>" in page
        assert "Mutual" not in page, path
    manifest = stranger.get("/manifest.webmanifest").json
    assert manifest
    assert (manifest["name"], manifest["short_name"]) == (JAKOB, "Alumni of St"), "whole words"
    ask(stranger, people.alice.email)
    assert "Mutual" not in letters(app)[-1]
    with app.app_context():
        feed = calendar.feed([]).decode()
    assert f"PRODID:-//{JAKOB}//Gatherings//EN" in feed
    assert "Mutual" not in feed


def test_a_colour_stands_on_pages_in_e_mails_and_on_home_screens(
    app: Flask, people: People, dan: FlaskClient
) -> None:
    stranger = visitor(app)
    assert sheet_in(stranger.get("/").text) == ""
    assert saves(dan, accent_colour="1D4ED8").status_code == 303
    path = sheet_in(stranger.get("/").text)
    assert path == "/look/1d4ed8-9dbcfc.css"
    sheet = stranger.get(path)
    assert (sheet.mimetype, sheet.headers["Cache-Control"]) == (
        "text/css",
        "public, max-age=31536000, immutable",
    )
    assert "--accent:#1d4ed8;" in sheet.text
    assert "@media(prefers-color-scheme:dark){:root{--accent:#9dbcfc;" in sheet.text
    assert stranger.get("/manifest.webmanifest").json["theme_color"] == "#1d4ed8"  # type: ignore[index]  # there is one
    ask(stranger, people.alice.email)
    letter = _html_of_newest(app)
    assert "border-top: 4px solid #1d4ed8" in letter
    assert "#14543f" not in letter


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"accent_colour": "#ffcc00"},
            "contrast is 1.2, and text needs 4.5. The nearest shade that works is #",
        ),
        ({"accent_colour_dark": "#14543f"}, "#14543f is too dark for dark pages: its contrast is 1."),
        ({"accent_colour": "greenish"}, "Write a colour as # and six characters, for example #14543f."),
        ({"accent_colour": "#14543f;}"}, "Write a colour as # and six characters"),
        ({"sample_people": "Anna, Ben"}, "Write three different names with commas between"),
        ({"sample_people": "Anna, Anna, Ben"}, "Write three different names"),
        ({"sample_people": "Anna, Ben, evil.com"}, "Write three different names"),
        ({"mail_header": "x" * 201}, "Keep this to 200 characters."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(
    app: Flask, dan: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    refused = saves(dan, mail_footer="Elm Row 2", **typed)
    assert refused.status_code == 422
    assert sentence in said(refused.text)
    for value in (*typed.values(), "Elm Row 2"):
        assert html.escape(value) in refused.text
    assert sheet_in(visitor(app).get("/").text) == ""


def test_one_button_saves_the_nearest_colour(app: Flask, dan: FlaskClient) -> None:
    refused = saves(dan, accent_colour="#ffcc00", accent_colour_dark="#ffcc00")
    assert "Save with the nearest colours" in refused.text
    form = form_with(refused.text, action=PAGE)
    filled = grouped(form.filled(button="nearest"))
    assert dan.post(PAGE, data=filled).status_code == 303
    with app.app_context():
        light, dark = settings_now().accent_colour, settings_now().accent_colour_dark
    assert dark == "#ffcc00", "it can be read on dark pages as it is"
    assert light != "#ffcc00"
    assert f"/look/{light[1:]}-ffcc00.css" in visitor(app).get("/").text
    assert "Save with the nearest" not in saves(dan, accent_colour="greenish").text, "there is none near it"


@pytest.mark.parametrize(
    "colours", ["ffffff-ffffff", "14543f-14543f", "14543f", "x" * 6 + "-9bd4b5", "..%2f"]
)
def test_no_style_sheet_has_colours_that_cannot_be_read(app: Flask, colours: str) -> None:
    assert visitor(app).get(f"/look/{colours}.css").status_code == 404


def test_a_logo_is_on_every_page_and_in_no_e_mail(app: Flask, people: People, dan: FlaskClient) -> None:
    assert uploads(dan, picture("JPEG")).status_code == 303
    stranger = visitor(app)
    page = stranger.get("/").text
    found = re.search(
        r'<img class="logo" src="(/logo/[0-9a-f]{16}-192x96\.png)" alt="" width="96" height="48">', page
    )
    assert found, page
    icon = found[1].replace(".png", "/icon.png")
    assert f'<link rel="icon" href="{icon}" type="image/png">' in page
    assert stranger.get("/favicon.ico").location == icon
    assert stranger.get("/manifest.webmanifest").json["icons"][0]["src"] == icon  # type: ignore[index]  # there is one
    for path in (found[1], icon):
        sent = stranger.get(path)
        assert (sent.status_code, sent.content_type) == (200, "image/png")
        assert sent.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert sent.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert sent.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in sent.headers
        assert set(parts_of(sent.data)) <= {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
    ask(stranger, people.alice.email)
    assert "<img" not in _html_of_newest(app)
    assert stranger.get("/logo/0000000000000000-192x96.png").status_code == 404


def test_a_logo_is_removed_and_a_change_of_it_undone(app: Flask, dan: FlaskClient) -> None:
    uploads(dan, picture())
    uploads(dan, two_things_at_once())
    page = dan.get(LOGO)
    removed = dan.post(f"{LOGO}/remove", data={"csrf_token": form_secret(page)})
    assert "done=logo-removed" in removed.location
    assert 'class="logo"' not in visitor(app).get("/").text
    settings_page = dan.get(PAGE)
    assert "Before: 192 × 96 Now: the default" in said(settings_page.text)
    undo = form_with(settings_page.text, action=f"{PAGE}/undo")
    assert "done=setting-undone" in dan.post(f"{PAGE}/undo", data=grouped(undo.filled())).location
    assert 'class="logo"' in visitor(app).get("/").text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(SiteLogo)) == 1, "the same picture twice"
        assert check().broken is None


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        pytest.param(bomb(), "logo.png", "too many pixels", id="bomb"),
        pytest.param(picture()[:-40], "logo.png", "damaged or incomplete", id="truncated"),
        pytest.param(
            b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.svg", "as PNG, JPEG or WebP", id="svg"
        ),
        pytest.param(moving("PNG"), "logo.png", "This picture is animated", id="moving"),
        pytest.param(bytes(10_000_000), "logo.png", "A logo can have 1 MB at most", id="ten megabytes"),
        pytest.param(b"<html><script>", "logo.png", "as PNG, JPEG or WebP", id="a page"),
        pytest.param(b"", "", "Choose a picture first.", id="none"),
    ],
)
def test_what_is_no_logo_is_refused_beside_its_field(
    app: Flask, dan: FlaskClient, content: bytes, name: str, sentence: str
) -> None:
    uploads(dan, picture())
    refused = uploads(dan, content, name)
    assert refused.status_code == 422
    error = re.search(r'<p class="error" id="picture-error">([^<]+)</p>', refused.text)
    assert error
    assert sentence in error[1]
    assert 'class="logo"' in visitor(app).get("/").text, "the logo there was stays"


def test_what_is_far_too_large_is_refused_before_it_is_read(dan: FlaskClient) -> None:
    refused = uploads(dan, bytes(17_000_000))
    assert refused.status_code == 413
    assert "A logo can have 1 MB at most." in refused.text


def test_what_the_environment_names_cannot_be_uploaded_over(
    settings: Settings, at: datetime, app: Flask
) -> None:
    app = create_app(replace(settings, logo="0123456789abcdef-96x96", accent_colour="#1d4ed8"))
    dan = People(app, at).dan.becomes("caretaker").browser(by_passkey=True)
    assert "Set on the server as LOGO." in dan.get(LOGO).text
    secret = form_secret(dan.get("/me/profile"))
    for path in (LOGO, f"{LOGO}/remove"):
        sent = dan.post(path, **form_with_file(secret, picture()))
        assert sent.status_code == 409
    assert "Set on the server as ACCENT_COLOUR." in dan.get(PAGE).text
    with app.app_context():
        assert settings_now().logo == "0123456789abcdef-96x96"
        db.engine.dispose()


def test_the_letter_on_the_front_page_has_their_people_and_mails_their_line(
    app: Flask, people: People, dan: FlaskClient
) -> None:
    saved = saves(dan, sample_people="Anton, Bea, Chloé", mail_header="St Jakob since 1871")
    assert saved.status_code == 303, said(saved.text)
    home = said(visitor(app).get("/").text)
    assert "Dear Chloé, Anton restores old organs" in home
    assert "Silbermann organ. Bea Yes and no" in home
    for name in ("Alice", "Carol"):
        assert name not in home
    ask(visitor(app), people.alice.email)
    assert letters(app)[-1].startswith("St Jakob since 1871\n\n")
    assert '<p class="site"' in _html_of_newest(app)
    assert "St Jakob since 1871" in _html_of_newest(app)


def test_only_caretakers_change_the_logo(people: People, dan: FlaskClient) -> None:
    secret = form_secret(dan.get(LOGO))
    host = people.bob.becomes("host").browser(by_passkey=True)
    assert host.get(LOGO).status_code == 404
    for path in (LOGO, f"{LOGO}/remove"):
        assert host.post(path, data={"csrf_token": secret}).status_code == 404


def _html_of_newest(app: Flask) -> str:
    with app.app_context():
        kept = select(OutboxMessage.content).where(OutboxMessage.content.is_not(None))
        content = db.session.scalars(kept.order_by(OutboxMessage.posted_at.desc())).first()
    return ReceivedMail("", "", content or b"").html
