"""The gate on pages: who gets in, who reads what, and that nobody learns who is a member."""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import pytest
from flask import Flask

from intro_app import clock
from intro_app.config import Settings
from intro_app.outbox import suppress
from tests.features.test_identity_secrecy import seen
from tests.support.database_statements import statements_of
from tests.support.identity_pages import ask, follow, letters, link_in
from tests.support.joining import gated, invite, members, types_address
from tests.support.people import People, visitor


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Joining is by invitation, or with an address at St Jakob."""
    return gated(settings, "invitation", "domains", join_domains=("st-jakob.org",))


def test_who_has_an_account_signs_in_whatever_the_gate_says(app: Flask, people: People) -> None:
    assert people.alice.email in members(app)
    browser = visitor(app)
    ask(browser, people.alice.email)
    assert follow(browser, link_in(letters(app)[-1])).status_code == 303
    assert browser.get("/me").status_code == 200


def test_a_stranger_reads_how_people_come_in_and_gets_no_account(app: Flask) -> None:
    page = types_address(app, "stranger@elsewhere.net")
    assert page.status_code == 200
    assert "You can join by invitation" in page.text
    path = link_in(letters(app)[-1])
    assert "how people join here" in letters(app)[-1]
    browser = visitor(app)
    sent = browser.post("/l", data={"token": path.rpartition("/")[2], "name": "Sly", "csrf_token": "x"})
    assert sent.status_code in {303, 400}
    assert members(app) == set()


def test_a_form_for_a_name_that_was_open_does_not_open_the_gate(app: Flask) -> None:
    """The gate is asked again when the account is made."""
    app.extensions["settings"] = replace(app.extensions["settings"], joining=("domains", "open"))
    try:
        browser = visitor(app)
        ask(browser, "late@elsewhere.net")
        path = link_in(letters(app)[-1])
        assert 'name="name"' in browser.get(path).text
        secret = browser.get(path).text.partition('name="csrf_token" value="')[2].partition('"')[0]
    finally:
        app.extensions["settings"] = replace(app.extensions["settings"], joining=("invitation", "domains"))
    token = path.rpartition("/")[2]
    sent = browser.post("/l", data={"token": token, "name": "Late Lena", "csrf_token": secret})
    assert sent.headers["Location"] == f"/n/{token}"
    assert members(app) == set()


@pytest.mark.parametrize("address", ["mei@st-jakob.org", "MEI+choir@St-Jakob.ORG"])
def test_an_address_of_a_listed_domain_joins_at_once(app: Flask, address: str) -> None:
    browser = visitor(app)
    ask(browser, address)
    assert follow(browser, link_in(letters(app)[-1]), name="Mei Tanaka").status_code == 303
    assert len(members(app)) == 1


def test_known_unknown_invited_stopped_and_refused_addresses_read_the_same_page(
    app: Flask, people: People, at: datetime
) -> None:
    invite(people.bob, "invited@elsewhere.net", at)
    with app.app_context():
        suppress("stopped@elsewhere.net", "everything", clock.now())
    answers = []
    for address in (
        people.alice.email,
        "nobody@elsewhere.net",
        "invited@elsewhere.net",
        "stopped@elsewhere.net",
        "mei@st-jakob.org",
    ):
        browser = visitor(app)
        answers.append((seen(ask(browser, address)), seen(browser.get("/sign-in/code"))))
    for one, other in pairwise(answers):
        assert one == other


def test_a_member_and_a_stranger_cost_the_database_the_same_statements(app: Flask, people: People) -> None:
    """Time follows from them: the gate is asked about members, too."""
    told = []
    for address in (people.alice.email, "nobody@elsewhere.net", "mei@st-jakob.org"):
        browser = visitor(app)
        browser.get("/sign-in")
        with statements_of(app) as statements:
            ask(browser, address)
        asked = [n for n, one in enumerate(statements) if "FROM invitation" in one]
        told.append(statements[: asked[-1] + 1])
    assert told[0] == told[1] == told[2]


def test_the_sign_in_page_says_how_one_comes_in(app: Flask) -> None:
    assert "The same link tells you how to join" in visitor(app).get("/sign-in").text


class TestByInvitationOnly:
    """The default of a new site."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """Nothing but invitations."""
        return gated(settings, "invitation", join_domains=())

    def test_the_pages_of_visitors_promise_no_joining(self, app: Flask) -> None:
        page = visitor(app).get("/sign-in").text
        assert "New people join by invitation." in page
        assert "lets you join" not in page
        assert "intro admin invite" in visitor(app).get("/").text


class TestTheList:
    """`DIRECTORY`: who sees the list of people."""

    @pytest.fixture(params=["introduced", "nobody"])
    def settings(self, request: pytest.FixtureRequest, settings: Settings) -> Settings:
        """No list for newcomers, or for nobody."""
        return replace(settings, directory=request.param)

    def test_no_list_and_no_page_behind_it(self, people: People) -> None:
        carol = people.carol
        browser = people.alice.browser()
        page = browser.get("/people").text
        assert carol.name not in page
        assert ("opens later" in page) or ("has no list of members" in page)
        assert browser.get(f"/people/{carol.public_id}").status_code == 404
        people.know_each_other(people.alice, carol)
        assert browser.get(f"/people/{carol.public_id}").status_code == 200

    def test_whoever_is_no_longer_new_sees_the_list_where_that_opens_it(
        self, app: Flask, people: People
    ) -> None:
        people.vouch_for(people.bob)
        shown = people.carol.name in people.bob.browser().get("/people").text
        assert shown is (app.extensions["settings"].directory == "introduced")
