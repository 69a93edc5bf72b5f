"""Every answer carries the headers, whoever gave it: a view, an error, a redirect, the static files."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from intro_app.config import Settings
from tests.support.entry_pages import add_pages, another_site
from tests.support.people import People, visitor

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)

pytestmark = [pytest.mark.changes_app, pytest.mark.one_database]
EXACT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Strict-Transport-Security": "max-age=63072000",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=(), "
    "publickey-credentials-get=(self)",
}
ASKED = [
    ("GET", "/", 200),
    ("HEAD", "/", 200),
    ("OPTIONS", "/", 200),
    ("GET", "/promise", 200),
    ("GET", "/healthz", 200),
    ("GET", "/t/open", 200),
    ("GET", "/t/members", 303),
    ("GET", "//promise", 308),
    ("GET", "/nowhere", 404),
    ("GET", "/nowhere/%ff%00", 404),
    ("POST", "/promise", 405),
    ("DELETE", "/promise", 405),
    ("TRACE", "/promise", 405),
    ("POST", "/t/open", 400),
    ("GET", "/t/trouble/domain", 422),
    ("GET", "/t/trouble/stale", 409),
    ("GET", "/t/trouble/broken", 404),
    ("GET", "/t/trouble/ended", 410),
    ("GET", "/t/trouble/busy", 503),
    ("GET", "/t/trouble/mistake", 500),
    ("GET", "/static/nothing.css", 404),
]


@pytest.fixture
def site(app: Flask) -> FlaskClient:
    app.testing = False  # a mistake must become a page here
    add_pages(app)
    return visitor(app)


def style_sheet(client: FlaskClient) -> str:
    found = re.search(r'href="(/static/css/[^"]+)"', client.get("/").text)
    assert found
    return found[1]


def check(response: Response) -> None:
    for name, value in EXACT.items():
        assert response.headers.getlist(name) == [value]
    assert response.headers.getlist("Content-Security-Policy") == [f"{POLICY}; upgrade-insecure-requests"]
    assert (
        len(response.headers.getlist("Referrer-Policy"))
        == len(response.headers.getlist("Cache-Control"))
        == 1
    )
    assert not {"X-Powered-By", "Access-Control-Allow-Origin", "Server"} & set(response.headers.keys())
    if (response.mimetype or "").startswith("text/"):
        assert response.content_type.endswith("; charset=utf-8")


@pytest.mark.parametrize(("method", "path", "status"), ASKED)
def test_every_answer_carries_the_headers(site: FlaskClient, method: str, path: str, status: int) -> None:
    response = site.open(path, method=method)
    assert response.status_code == status
    check(response)
    assert response.headers["Cache-Control"] == "no-store"


def test_so_do_static_files_whatever_is_asked_of_them(site: FlaskClient) -> None:
    path = style_sheet(site)
    for method, status in [("GET", 200), ("HEAD", 200), ("POST", 405), ("DELETE", 405)]:
        with site.open(path, method=method) as response:
            assert response.status_code == status
            check(response)
    with site.get(path) as known:
        assert known.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    with site.get(path, headers={"If-Modified-Since": known.headers["Last-Modified"]}) as unchanged:
        assert unchanged.status_code == 304
        check(unchanged)


def test_so_does_what_is_too_large_or_for_another_host(site: FlaskClient) -> None:
    large = site.post("/t/letter", data={"word": "x" * 70_000})
    assert large.status_code == 413
    check(large)
    elsewhere = site.get("/", headers={"Host": "evil.example"})
    assert elsewhere.status_code == 400
    check(elsewhere)


def test_a_page_may_run_scripts_only_if_it_loads_one(site: FlaskClient) -> None:
    response = site.get("/t/script")
    wanted = f"{POLICY}; script-src 'self'; upgrade-insecure-requests"
    assert response.headers.getlist("Content-Security-Policy") == [wanted]


@pytest.mark.parametrize(
    ("path", "referrer", "robots"),
    [
        ("/", "same-origin", None),
        ("/t/members", "same-origin", "noindex, nofollow"),
        ("/t/letter/abc", "no-referrer", "noindex, nofollow"),
        ("/t/letter/abc/cut-in-two", "no-referrer", "noindex, nofollow"),
        ("/nowhere", "no-referrer", "noindex, nofollow"),
    ],
)
def test_what_may_hold_a_token_is_told_to_nobody(
    site: FlaskClient, people: People, path: str, referrer: str, robots: str | None
) -> None:
    response = (
        people.alice.browser().get(path, follow_redirects=False) if "members" in path else site.get(path)
    )
    assert response.headers["Referrer-Policy"] == referrer
    assert response.headers.get("X-Robots-Tag") == robots


def test_on_this_machine_itself_nothing_is_upgraded_to_https(settings: Settings) -> None:
    """Safari would ask for the style sheet by https, where nobody listens."""
    with another_site(replace(settings, base_url="http://127.0.0.1:8000")) as at_home:
        response = at_home.test_client().get("/promise")
    assert response.headers["Content-Security-Policy"] == POLICY
    assert "Strict-Transport-Security" not in response.headers


def test_names_below_are_kept_to_https_only_if_the_operator_says_so(settings: Settings) -> None:
    with another_site(replace(settings, hsts_subdomains=True)) as site:
        response = visitor(site).get("/promise")
    assert response.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
