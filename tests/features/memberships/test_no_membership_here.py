"""A site without membership: what it would open is open to every member, and nobody can begin to pay."""

from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask

from intro_app.config import Settings
from tests.support.community import Village
from tests.support.identity_pages import send
from tests.support.people import People, visitor


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The site has no membership."""
    return replace(settings, membership=False)


def test_every_member_starts_a_circle_writes_in_it_and_plans_a_gathering(
    app: Flask, people: People, at: datetime
) -> None:
    alice = people.alice.browser()
    assert "supporting" not in alice.get("/circles").text.partition("<main")[2].partition("</main>")[0]
    made = send(alice, "/circles/new", "/circles/new", name="Organ builders", about="We mend pipes.")
    assert made.status_code == 303
    page = alice.get(made.headers["Location"]).text
    assert "Start a thread" in page
    assert "Plan a gathering" in page
    assert "need a supporting membership" not in page
    circle = Village(app, people, at).circle(people.bob, people.carol)
    assert "need a supporting membership" not in people.carol.browser().get(f"/circles/{circle}").text


def test_the_pages_about_membership_say_so_and_sell_nothing(app: Flask, people: People) -> None:
    told = visitor(app).get("/membership").text
    assert "This site has no supporting membership." in told
    assert "What it costs" not in told
    mine = people.alice.browser().get("/me/membership").text
    assert "You don’t need a supporting membership here." in mine
    assert "can’t pay" not in mine


def test_off_is_a_way_to_say_it(settings: Settings) -> None:
    key = settings.lasting_key
    environment = {"SECRET_KEYS": key, "LASTING_KEY": key, "DATA_KEYS": key}
    assert not Settings.from_environment(environment | {"MEMBERSHIP": "off"}).membership
    assert Settings.from_environment(environment).membership
