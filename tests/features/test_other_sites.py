"""What another site makes a browser send is refused, and what our own pages send is not: docs/security.md."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from intro_app.web.access import AccessRule
from tests.support.entry_pages import add_pages
from tests.support.identity_pages import form_secret, letters, link_in
from tests.support.people import People, visitor

pytestmark = [pytest.mark.changes_app, pytest.mark.one_database]  # it gets pages of the tests' own

HERE = "https://meet.example.org"
Headers = dict[str, str]

# From elsewhere, in every way a browser says so; and what no browser says.
OTHERS: list[Headers] = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": HERE},
    {"Sec-Fetch-Site": "same-site", "Origin": "https://mail.example.org"},
    {"Sec-Fetch-Site": "same-site", "Origin": "null"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": f"{HERE}:8443"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "same-origin, cross-site"},
    {"Sec-Fetch-Site": "Same-Origin"},
    {"Origin": "https://evil.example"},
    {"Origin": "https://mail.meet.example.org"},
    {"Origin": "https://example.org"},
    {"Origin": f"{HERE}.evil.example"},
    {"Origin": f"{HERE}:8443"},
    {"Origin": f"{HERE}/"},
    {"Origin": "http://meet.example.org"},
    {"Origin": f"{HERE}, https://evil.example"},
    {"Origin": ""},
]
OURS: list[Headers] = [{"Origin": HERE}, {"Sec-Fetch-Site": "same-origin", "Origin": HERE}]
# What does not say where it comes from: good with a secret, and for nothing without one.
SILENT: list[Headers] = [{}, {"Sec-Fetch-Site": "none"}, {"Sec-Fetch-Site": "none", "Origin": HERE}]
NO_REFERRER: Headers = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
NULL: Headers = {"Origin": "null"}


@pytest.fixture
def site(app: Flask) -> Flask:
    add_pages(app)
    return app


@pytest.mark.parametrize("headers", [*OTHERS, NULL, NO_REFERRER], ids=str)
def test_a_members_form_from_elsewhere_is_refused_with_its_secret(
    site: Flask, people: People, headers: Headers
) -> None:
    browser = people.alice.browser()
    assert _send(browser, "/t/members", headers, secret=form_secret(browser.get("/t/members"))) == 400


@pytest.mark.parametrize("headers", [*OURS, *SILENT], ids=str)
def test_a_members_form_is_taken_with_its_secret_alone(site: Flask, people: People, headers: Headers) -> None:
    browser = people.alice.browser()
    assert _send(browser, "/t/members", headers, secret=form_secret(browser.get("/t/members"))) == 200
    assert _send(browser, "/t/members", headers) == 400


@pytest.mark.parametrize("headers", [*OTHERS, *SILENT, NULL, NO_REFERRER], ids=str)
def test_a_public_form_without_its_secret_is_refused_unless_the_browser_vouches_for_it(
    site: Flask, headers: Headers
) -> None:
    assert _send(visitor(site), "/t/open", headers) == 400


@pytest.mark.parametrize("headers", OURS, ids=str)
def test_a_public_form_left_open_is_taken_where_the_browser_vouches_for_it(
    site: Flask, headers: Headers
) -> None:
    assert _send(visitor(site), "/t/open", headers) == 200


@pytest.mark.parametrize("headers", OTHERS, ids=str)
def test_a_link_page_takes_nothing_from_elsewhere(site: Flask, headers: Headers) -> None:
    assert _send(visitor(site), "/t/letter", headers) == 400


@pytest.mark.parametrize("headers", [*OURS, *SILENT, NULL, NO_REFERRER], ids=str)
def test_a_link_page_takes_what_its_own_form_sends(site: Flask, headers: Headers) -> None:
    assert _send(visitor(site), "/t/letter", headers) == 200


@pytest.mark.parametrize("headers", [*OTHERS, *SILENT, NULL], ids=str)
def test_nobody_is_signed_in_as_somebody_else_from_elsewhere(
    app: Flask, people: People, headers: Headers
) -> None:
    """Mallory has a link for Mallory's own account, and makes Alice's browser send it."""
    mallory = visitor(app)
    mallory.post(
        "/sign-in", data={"email": people.mallory.email, "csrf_token": form_secret(mallory.get("/sign-in"))}
    )
    token = link_in(letters(app)[-1]).removeprefix("/l/")
    alice = visitor(app)
    refused = alice.post("/l", data={"token": token}, headers=headers)
    assert (refused.status_code, refused.headers.getlist("Set-Cookie")) == (400, [])


@pytest.mark.parametrize("path", ["/t/open", "/t/members", "/t/letter/abc"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_look_from_anywhere_acts_on_nothing_and_says_nothing_of_other_methods(
    site: Flask, people: People, method: str, path: str
) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}
    page = people.alice.browser().open(f"{path}?word=x&_method=POST", method=method, headers=headers)
    assert page.status_code == 200
    assert "got" not in page.text
    assert "Access-Control-Allow-Origin" not in page.headers


def test_every_form_of_the_site_refuses_other_sites(app: Flask, people: People) -> None:
    browser = people.dan.becomes("moderator").browser(by_passkey=True)
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and not _is_for_all(app, rule)
    ]
    taken = {
        (rule.rule, str(headers))
        for rule in rules
        for headers in (OTHERS[0], OTHERS[4], OTHERS[12], OTHERS[16])
        if browser.post(_address(rule), headers=headers).status_code not in {400, 404}
    }
    assert not taken
    assert len(rules) > 80


def _is_for_all(app: Flask, rule: Rule) -> bool:
    access = getattr(app.view_functions[rule.endpoint], "access", AccessRule())
    return access.cross_site


def _address(rule: Rule) -> str:
    return re.sub(r"<[^>]+>", "1", rule.rule)


def _send(browser: FlaskClient, path: str, headers: Headers, *, secret: str = "") -> int:
    return browser.post(path, data={"csrf_token": secret, "word": "x"}, headers=headers).status_code
