"""The pages everybody sees, and what they are made of."""

import gzip
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from intro_app.config import Settings, asset_dir
from intro_app.i18n import force_locale
from intro_app.web.templating import ago, day, moment, say_when_done
from tests.support.entry_pages import another_site
from tests.support.people import People, visitor

pytestmark = pytest.mark.one_database

BUDGET = 60_000  # bytes that a first visit may load, compressed


def parts_of(page: str) -> set[str]:
    return set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))


@pytest.mark.parametrize("path", ["/", "/promise", "/nowhere", "/sign-in"])
def test_every_page_has_what_a_reader_needs(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    for wanted in [
        '<html lang="en" dir="ltr">',
        'href="#main"',
        "<header",
        '<main id="main"',
        "<footer",
        "/promise",
    ]:
        assert wanted in page
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert "people@meet.example.org" in page
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|https?://(?!meet\.example\.org)", page)


def test_a_first_visit_is_light(client: FlaskClient) -> None:
    page = client.get("/", headers={"Accept-Encoding": "br"})
    loaded = len(brotli.compress(page.data))
    for part in parts_of(page.text):
        with client.get(part, headers={"Accept-Encoding": "br"}) as answer:
            assert answer.status_code == 200
            loaded += len(answer.data)
    assert loaded < BUDGET


def test_all_style_sheets_are_one_file_under_twenty_thousand_bytes(client: FlaskClient) -> None:
    (sheet,) = [part for part in parts_of(client.get("/").text) if part.endswith(".css")]
    with client.get(sheet, headers={"Accept-Encoding": "gzip"}) as squeezed:
        assert squeezed.headers["Content-Encoding"] == "gzip"
        assert len(squeezed.data) < 20_000
        text = gzip.decompress(squeezed.data).decode()
    assert "@import" not in text
    for part in re.findall(r'url\("([^"]+)"\)', text):
        with client.get(part) as answer:
            assert answer.status_code == 200


def test_only_the_paths_of_static_files_are_served(client: FlaskClient) -> None:
    for path in [
        "/static/css/tokens.css",
        "/static/../pyproject.toml",
        "/static/%2e%2e/keys.json",
        "/static/",
    ]:
        assert client.get(path).status_code == 404


def test_members_find_their_way(people: People) -> None:
    page = people.alice.browser().get("/promise").text
    for path in ["/introductions", "/ask", "/people", "/me"]:
        assert f'href="{path}"' in page
    assert "Sign in" not in page


@pytest.mark.parametrize(
    ("path", "place"),
    [
        *(("/introductions", "Introductions"), ("/suggestions", "Introductions")),
        *(("/ask", "Ask"), ("/offer", "Ask")),
        *(("/people", "People"), ("/groups", "People")),
        *(("/community", "Circles"), ("/board", "Circles")),
        *(("/me", "Me"), ("/me/trust", "Me"), ("/introduced", "Me")),
    ],
)
def test_the_navigation_marks_where_a_page_belongs(people: People, path: str, place: str) -> None:
    page = people.alice.browser().get(path).text.partition("</nav>")[0]
    assert re.findall(r'aria-current="page">([^<]+)', page) == [place]


def test_a_link_cannot_make_the_site_say_something(client: FlaskClient) -> None:
    assert "You are signed out." in client.get("/promise?done=signed-out").text
    assert "notice" not in client.get("/promise?done=Your+account+is+locked").text


def test_moments_are_told_in_the_readers_words(app: Flask) -> None:
    at = datetime(2027, 5, 3, 12, 35, tzinfo=UTC)
    with app.test_request_context("/", base_url="https://meet.example.org"):
        assert moment(at) == "3 May 2027, 12:35"
        assert day(at) == day(date(2027, 5, 3)) == "3 May 2027"
        assert ago(at, of=datetime(2027, 5, 6, 12, 35, tzinfo=UTC)) == "3 days ago"
        with force_locale("de"):
            assert day(at) == "3.\xa0Mai 2027"


def test_every_component_is_shown_to_those_who_build(settings: Settings) -> None:
    with another_site(replace(settings, dev_pages=True)) as building:
        page = visitor(building).get("/dev/components").text
    folder = asset_dir("templates")
    source = (folder / "devtools" / "components.html").read_text(encoding="utf-8")
    assert [
        file.name for file in (folder / "components").iterdir() if f"components/{file.name}" not in source
    ] == []
    assert page.count('aria-invalid="true"') >= 3
    with another_site(settings) as real:
        assert visitor(real).get("/dev/components").status_code == 404


def test_processes_that_start_at_once_share_one_copy_of_the_static_files(settings: Settings) -> None:
    with another_site(settings) as one, another_site(settings) as other:
        assert parts_of(visitor(one).get("/").text) == parts_of(visitor(other).get("/").text)
    (folder,) = (settings.data_dir / "static").iterdir()
    assert len(list((folder / "css").iterdir())) == 3  # as it is, .br and .gz


def test_no_two_features_say_something_by_the_same_word() -> None:
    with pytest.raises(ValueError, match="saved"):
        say_when_done({"saved": "Saved, or something else."})
