"""Closed by default; nobody is sent elsewhere; nobody speaks for another host or address."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intro_app.config import Settings
from intro_app.web.access import next_url
from tests.support.entry_pages import add_pages, another_site
from tests.support.people import People, visitor

pytestmark = [pytest.mark.changes_app, pytest.mark.one_database]  # it gets pages of the tests' own


@pytest.fixture
def site(app: Flask) -> Flask:
    add_pages(app)
    return app


def test_a_page_nobody_opened_is_closed(site: Flask, people: People) -> None:
    stranger = visitor(site)
    answer = stranger.get("/t/members?page=2&word=a%20b")
    assert (answer.status_code, answer.location) == (
        303,
        "/sign-in?next=/t/members%3Fpage%3D2%26word%3Da%2520b",
    )
    assert stranger.head("/t/members").status_code == 303
    assert people.alice.browser().get("/t/members").status_code == 200


def test_a_form_from_somebody_signed_out_is_not_lost_without_a_word(site: Flask) -> None:
    stranger = visitor(site)
    answer = stranger.post("/t/members", data={"word": "a long letter"})
    assert (answer.status_code, answer.location) == (303, "/sign-in?done=signed-out-meanwhile")
    assert "nothing was sent" in stranger.get(answer.location).text


def test_a_made_up_session_opens_nothing(site: Flask) -> None:
    for value in ["x", "A" * 43, "é" * 43, "A" * 44, "../" * 14 + "A"]:
        browser = visitor(site)
        browser.set_cookie("__Host-sid", value, domain="meet.example.org", secure=True)
        assert browser.get("/t/members").status_code == 303


def test_members_go_from_the_first_page_to_what_waits_for_them(site: Flask, people: People) -> None:
    assert people.alice.browser().get("/").location == "/introductions"
    assert visitor(site).get("/").status_code == 200


@pytest.mark.parametrize("path", ["/promise", "/t/members", "/t/members?a=b&c=%2F%2Fevil.example", "/"])
def test_after_signing_in_people_go_on_to_a_page_of_ours(site: Flask, path: str) -> None:
    with site.test_request_context("/", query_string={"next": path}, base_url="https://meet.example.org"):
        assert next_url() == path


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/promise",
        "https:/evil.example",
        "//evil.example/promise",
        "javascript:alert(1)",
        "/promise\r\nSet-Cookie: a=b",
        "/promise\tx",
        " /promise",
        "promise",
        "/nowhere",
        "/promise/",
        "//promise",
        "/%2Fevil.example",
        "/%5Cevil.example",
        "/.evil.example",
        "/@evil.example",
        "/sign-in",
        "/sign-out",
        "/t/letter/abc",
        "",
        "/\u202epromise",
    ],
)
def test_and_to_no_other(site: Flask, path: str) -> None:
    with site.test_request_context("/", query_string={"next": path}, base_url="https://meet.example.org"):
        assert next_url() == "/introductions"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:443",
        "meet.example.org.evil.example",
        "meet.example.org@evil.example",
        "evil.example#meet.example.org",
        "evilmeet.example.org",
        "127.0.0.1",
        "meet.example.org evil.example",
        "",
    ],
)
def test_no_other_host_is_spoken_for(site: Flask, host: str) -> None:
    answer = visitor(site).get("/promise", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_a_forwarded_host_is_not_listened_to(site: Flask) -> None:
    evil = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example", "X-Host": "evil.example"}
    for path in ["/promise", "//promise", "/t/members"]:
        answer = visitor(site).get(path, headers=evil | {"X-Forwarded-Proto": "http"})
        assert "evil" not in answer.text + str(answer.headers)


def test_on_this_machine_itself_all_its_names_are_good(settings: Settings) -> None:
    with another_site(replace(settings, base_url="http://127.0.0.1:8000")) as at_home:
        for host in ["127.0.0.1:8000", "localhost:9000"]:
            assert at_home.test_client().get("/promise", headers={"Host": host}).status_code == 200
        assert at_home.test_client().get("/promise", headers={"Host": "evil.example"}).status_code == 400


def address_seen(settings: Settings, hops: int, forwarded: str | None) -> str:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with another_site(replace(settings, trusted_hops=hops)) as site:
        return (
            visitor(site)
            .get("/t/address", headers=headers, environ_overrides={"REMOTE_ADDR": "10.0.0.9"})
            .text
        )


def test_only_our_own_proxies_are_believed(settings: Settings) -> None:
    assert address_seen(settings, 0, "6.6.6.6") == "10.0.0.9"
    assert address_seen(settings, 1, "6.6.6.6, 203.0.113.7") == "203.0.113.7"
    assert address_seen(settings, 2, "6.6.6.6, 203.0.113.7, 10.0.0.8") == "203.0.113.7"
    assert address_seen(settings, 1, None) == "10.0.0.9"
    assert address_seen(settings, 2, "203.0.113.7") == "10.0.0.9"


def test_a_port_behind_an_address_is_no_part_of_it(settings: Settings) -> None:
    assert address_seen(settings, 1, "6.6.6.6:99, 203.0.113.7:52123") == "203.0.113.7"
    assert address_seen(settings, 1, "[2001:db8::7]:443") == "2001:db8::7"
    assert address_seen(settings, 2, "203.0.113.7:52123 , [2001:db8::8]:443") == "203.0.113.7"


def test_a_quotation_mark_from_a_visitor_hides_nothing_that_our_proxies_saw(settings: Settings) -> None:
    assert address_seen(settings, 1, '"6.6.6.6, 203.0.113.7') == "203.0.113.7"
    assert address_seen(settings, 2, '"6.6.6.6", "x, 203.0.113.7, 10.0.0.8') == "203.0.113.7"


def test_a_visitor_without_a_cookie_is_not_looked_up(site: Flask, client: FlaskClient) -> None:
    assert "Sign in" in client.get("/promise").text
    assert "Sign in" not in client.get("/t/letter/abc").text
