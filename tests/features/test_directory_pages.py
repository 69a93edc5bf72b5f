"""The pages of the directory: who is seen by whom, and what they say."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intro_app.db import atomic
from intro_app.identity import service
from intro_app.people import service as people_service
from tests.features.test_directory_order import crowd
from tests.support.database_statements import statements_of
from tests.support.people import MemberHandle, People


def page_of(person: MemberHandle) -> str:
    """Where the person's profile is."""
    return f"/people/{person.public_id}"


@pytest.mark.parametrize("path", ["/people", "/people/AAAAAAAAAAAAAAAAAAAAAA"])
def test_visitors_are_asked_to_sign_in(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 303
    assert "/sign-in" in answer.headers["Location"]


def test_members_find_those_who_chose_to_be_found(people: People) -> None:
    people.join("Hidden Hana", door_open=False)
    carol = people.carol
    page = people.alice.browser().get("/people").text
    assert carol.name in page
    assert page_of(carol) in page
    assert "Hidden Hana" not in page
    assert page_of(people.alice) not in page


def test_a_long_list_goes_on_until_everyone_was_seen(people: People, app: Flask, at: datetime) -> None:
    with app.app_context():
        crowd(45, at)
    browser, pages, after = people.alice.browser(), list[str](), ""
    while not pages or after:
        pages.append(browser.get(f"/people?after={after}").text)
        after = pages[-1].partition('<a href="/people?after=')[2].partition('"')[0]
    assert len(pages) == 3
    assert all(f">m{count}<" in "".join(pages) for count in range(45))


@pytest.mark.parametrize("after", ["", "x", "-1-2", "9" * 40, "1-2-3", "1;2", "%00", "4611686018427387904-1"])
def test_a_link_to_no_page_leads_to_the_first(people: People, after: str) -> None:
    answer = people.alice.browser().get(f"/people?after={after}")
    assert answer.status_code == 200


def test_a_profile_says_what_the_member_says(people: People, app: Flask) -> None:
    carol = people.carol
    with app.app_context():
        told = service.ProfileInput(
            name=carol.name,
            headline="Runs <b>kitchens</b>",
            can_help_with="Ovens",
            looking_for="A choir",
            place="Porto",
            languages="Portuguese, English",
            phone="+351 912 345 678",
        )
        service.describe_yourself(carol.member, told)
    page = people.alice.browser().get(page_of(carol)).text
    for said in ("Carol Duarte", "Ovens", "A choir", "Porto", "Portuguese, English", "4 May 2026"):
        assert said in page
    assert "&lt;b&gt;kitchens" in page
    assert "912" not in page
    assert carol.email not in page
    assert f"/ask?to={carol.public_id}" in page
    assert f"{page_of(carol)}/know" in page


def test_the_door_is_told_in_words_before_anybody_writes(people: People, app: Flask) -> None:
    carol, browser = people.carol, people.alice.browser()
    open_door = service.DoorWishes(visible=True, takes_direct_asks=True)
    with app.app_context():
        _set_door(carol, replace(open_door, refused_purposes=("sell", "hire")))
    page = browser.get(page_of(carol)).text
    assert "takes requests from any member" in page
    assert "Not for: selling or raising money and hiring or being hired." in page
    with app.app_context():
        _set_door(carol, replace(open_door, paused_until=date(2026, 6, 1)))
    assert "isn’t taking requests until 1 June 2026" in browser.get(page_of(carol)).text
    with app.app_context():
        _set_door(carol, service.DoorWishes(visible=True, takes_direct_asks=False))
    page = browser.get(page_of(carol)).text
    assert "only takes requests through people" in page
    assert "/ask?to=" in page, "there the people who could introduce them are chosen"


def test_the_list_says_what_the_sign_of_the_day_says(people: People, app: Flask, at: datetime) -> None:
    carol, browser = people.carol, people.alice.browser()
    wishes = service.DoorWishes(visible=True, takes_direct_asks=True)
    seen = []
    for changed in (
        wishes,
        replace(wishes, takes_direct_asks=False),
        replace(wishes, paused_until=date(2026, 6, 1)),
        replace(wishes, asks_per_30_days=0),
    ):
        with app.app_context():
            _set_door(carol, changed)
        seen.append(_sign_in_list(browser))
    with app.app_context():
        _set_door(carol, wishes)
        with atomic():
            carol.member.sign.asks_full_until = at + timedelta(days=2)
    seen.append(_sign_in_list(browser))
    assert seen == [
        "",
        "Takes requests through people you both know.",
        "Not taking requests until 1 June 2026.",
        "Not taking requests.",
        "Not taking requests until 6 May 2026.",
    ]


def test_a_door_shut_today_shows_in_the_list_with_the_sign_of_tomorrow(people: People, app: Flask) -> None:
    carol, browser = people.carol, people.alice.browser()
    before = _sign_in_list(browser)
    with app.app_context():
        service.set_door(carol.member, service.DoorWishes(visible=True, takes_direct_asks=False))
    assert _sign_in_list(browser) == before == ""


def _sign_in_list(browser: FlaskClient) -> str:
    """What the only row of the list says of asking."""
    row = browser.get("/people").text.partition('<li class="list-row">')[2].partition("</li>")[0]
    return row.partition('<p class="quiet">')[2].partition("</p>")[0]


def _set_door(somebody: MemberHandle, wishes: service.DoorWishes) -> None:
    """They set it yesterday, so that the sign of today says it."""
    service.set_door(somebody.member, wishes)
    with atomic():
        somebody.member.sign.show(somebody.member.door, somebody.member.joined_at)


def test_the_hidden_the_blocked_and_the_missing_are_one_page(
    people: People, app: Flask, at: datetime
) -> None:
    alice, mallory = people.alice, people.mallory
    hidden = people.join("Hidden Hana", door_open=False)
    with app.app_context():
        people_service.block(mallory.id, alice.id, at)
    browser = alice.browser()
    ids = [hidden.public_id, mallory.public_id, "A" * 22, "no-id", "%00" * 22, "x" * 300]
    answers = [browser.get(f"/people/{public_id}") for public_id in ids]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert mallory.browser().get(page_of(alice)).status_code == 404


def test_the_hidden_are_seen_by_themselves_and_by_those_who_know_them(people: People) -> None:
    hidden, bob = people.join("Hidden Hana", door_open=False), people.bob
    people.know_each_other(hidden, bob)
    own = hidden.browser().get(page_of(hidden))
    assert own.status_code == 200
    assert "Only people you know" in own.text
    assert "/block" not in own.text
    seen = bob.browser().get(page_of(hidden))
    assert seen.status_code == 200
    assert "You know Hidden Hana" in seen.text
    assert people.alice.browser().get(page_of(hidden)).status_code == 404


def test_a_word_that_one_alone_said_opens_no_hidden_profile(people: People, app: Flask, at: datetime) -> None:
    hidden, mallory = people.join("Hidden Hana", door_open=False), people.mallory
    with app.app_context():
        people_service.say_i_know(mallory.member, hidden.member, at)
    assert mallory.browser().get(page_of(hidden)).status_code == 404


def test_a_profile_a_standing_and_an_introduction_take_a_statement_each_beside_the_frames_two(
    people: People, app: Flask
) -> None:
    browser, path = people.alice.browser(), page_of(people.carol)
    browser.get(path)
    with statements_of(app) as statements, app.app_context():
        browser.get(path)
    assert len(statements) <= 5


def test_whom_one_knows_is_asked_to_introduce_first(people: People) -> None:
    people.know_each_other(people.alice, people.bob)
    page = people.alice.browser().get(page_of(people.bob)).text
    assert "You know Bob Keller" in page
    introduces, meets = f"/ask/through/{people.bob.public_id}", f"/ask?to={people.bob.public_id}"
    assert 0 < page.index(introduces) < page.index(meets)
