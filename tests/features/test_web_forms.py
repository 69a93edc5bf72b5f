"""A form counts only if this site made it for this browser, and one of our pages sent it."""

import re
from dataclasses import replace

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient

from intro_app.web import cookies
from tests.support.entry_pages import add_pages, another_site
from tests.support.people import People, visitor

pytestmark = [pytest.mark.changes_app, pytest.mark.one_database]  # it gets pages of the tests' own

HERE = "https://meet.example.org"


@pytest.fixture
def site(app: Flask) -> Flask:
    add_pages(app)
    return app


def secret_in(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def cookie_lines(client: FlaskClient, path: str) -> list[str]:
    return client.get(path).headers.getlist("Set-Cookie")


def test_a_visitor_gets_one_cookie_and_only_with_a_form(site: Flask) -> None:
    browser = visitor(site)
    for path in ["/", "/promise", "/nowhere", "/t/letter/abc", "/healthz"]:
        assert cookie_lines(browser, path) == []
    (line,) = cookie_lines(browser, "/t/open")
    assert re.fullmatch(
        r"__Host-pre=[A-Za-z0-9_-]{32}; Expires=[^;]+; Max-Age=3600; Secure; HttpOnly; Path=/; SameSite=Lax",
        line,
    )
    assert cookie_lines(browser, "/t/open") == []


def test_the_cookie_of_an_answer_goes_to_answer_pages_alone_and_by_https(site: Flask) -> None:
    with site.test_request_context():
        response = Response()
        cookies.set_answer(response, "answer-7", "sealed")
    (line,) = response.headers.getlist("Set-Cookie")
    assert re.fullmatch(
        r"__Secure-answer-7=sealed; Expires=[^;]+; Max-Age=5702400; Secure; HttpOnly; Path=/r; SameSite=Lax",
        line,
    )
    with site.test_request_context(headers={"Cookie": line.partition(";")[0]}):
        assert cookies.answer_given(request, "answer-7") == "sealed"


def test_forms_of_a_member_bring_no_cookie_at_all(site: Flask, people: People) -> None:
    browser = people.alice.browser()
    assert cookie_lines(browser, "/t/members") == []
    secret = secret_in(browser.get("/t/members").text)
    assert browser.post("/t/members", data={"csrf_token": secret, "word": "hello"}).text == "got hello"


def test_a_form_of_a_visitor_arrives(site: Flask) -> None:
    browser = visitor(site)
    secret = secret_in(browser.get("/t/open").text)
    sent = browser.post("/t/open", data={"csrf_token": secret, "word": "hello"}, headers={"Origin": HERE})
    assert sent.text == "got hello"


def test_a_form_without_our_secret_is_refused(site: Flask, people: People) -> None:
    alice, mallory = people.alice.browser(), people.mallory.browser()
    stranger = visitor(site)
    right = secret_in(alice.get("/t/members").text)
    of_others = [secret_in(mallory.get("/t/members").text), secret_in(stranger.get("/t/open").text)]
    for wrong in ["", "x", right[:-3], f"x{right}", *of_others]:
        refused = alice.post("/t/members", data={"csrf_token": wrong, "word": "hello"})
        assert refused.status_code == 400
        assert "Nothing has changed" in refused.text
    assert alice.post("/t/members", data={"word": "hello"}).status_code == 400


def test_a_secret_is_worth_nothing_without_the_cookie_it_was_made_for(site: Flask) -> None:
    secret = secret_in(visitor(site).get("/t/open").text)
    assert visitor(site).post("/t/open", data={"csrf_token": secret, "word": "x"}).status_code == 400


@pytest.mark.parametrize(
    "sent_from",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "anything"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": f"{HERE}.evil.example"},
        {"Origin": "http://meet.example.org"},
        {"Origin": f"{HERE}:8443"},
    ],
)
def test_a_form_that_another_site_sent_is_refused_secret_or_not(
    site: Flask, people: People, sent_from: dict[str, str]
) -> None:
    browser = people.alice.browser()
    secret = secret_in(browser.get("/t/members").text)
    sent = browser.post("/t/members", data={"csrf_token": secret, "word": "x"}, headers=sent_from)
    assert sent.status_code == 400


def test_a_token_page_needs_no_cookie_and_no_secret(site: Flask) -> None:
    """Its address is the secret; with `no-referrer` browsers send `Origin: null` from it."""
    browser = visitor(site)
    assert "Set-Cookie" not in browser.get("/t/letter/abc").headers
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    sent = browser.post("/t/letter", data={"word": "hello"}, headers=headers)
    assert sent.text == "got hello"
    assert "Set-Cookie" not in sent.headers
    assert (
        browser.post("/t/letter", data={"word": "x"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code
        == 400
    )
    assert (
        browser.post("/t/letter", data={"word": "x"}, headers={"Origin": "https://evil.example"}).status_code
        == 400
    )


def test_the_link_that_signs_in_keeps_the_secret_too(site: Flask) -> None:
    browser = visitor(site)
    assert browser.post("/t/signing-in", data={"word": "x"}, headers={"Origin": "null"}).status_code == 400
    secret = secret_in(browser.get("/t/signing-in").text)
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert (
        browser.post("/t/signing-in", data={"csrf_token": secret, "word": "x"}, headers=headers).text
        == "got x"
    )


def test_stopping_mail_works_from_anywhere(site: Flask) -> None:
    headers = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
    for _ in range(150):  # mail providers send many from one network
        sent = visitor(site).post("/t/stop/abc", data={"List-Unsubscribe": "One-Click"}, headers=headers)
        assert sent.status_code == 200
        assert "Set-Cookie" not in sent.headers


def test_open_forms_outlive_a_change_of_keys_until_the_old_key_goes(site: Flask) -> None:
    browser = visitor(site)
    secret = secret_in(browser.get("/t/open").text)
    old = site.extensions["settings"]
    pre = browser.get_cookie("__Host-pre", domain="meet.example.org")
    assert pre
    for keys, status in [((*old.secret_keys, "n" * 40), 200), (("n" * 40,), 400)]:
        with another_site(replace(old, secret_keys=keys)) as changed:
            later = visitor(changed)
            later.set_cookie("__Host-pre", pre.value, domain="meet.example.org", secure=True)
            assert later.post("/t/open", data={"csrf_token": secret, "word": "x"}).status_code == status


def test_too_many_fields_are_refused(site: Flask) -> None:
    fields = {f"field{number}": "x" for number in range(51)}
    assert visitor(site).post("/t/letter", data=fields).status_code == 413
    assert visitor(site).post("/t/letter", data=fields, content_type="multipart/form-data").status_code == 413
