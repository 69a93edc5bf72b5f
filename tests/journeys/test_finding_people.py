"""Somebody who knows many people chooses one by typing a part of the name, with no script at all."""

import re
from collections.abc import Mapping

import pytest
from werkzeug.test import TestResponse

from tests.support.browsing import grouped
from tests.support.default_texts import OFFER
from tests.support.forms import FROM_OUR_PAGE, form_with
from tests.support.people import visitor
from tests.support.story import Somebody, Story


@pytest.fixture
def many(story: Story, bob: Somebody, carol: Somebody) -> list[Somebody]:
    """Bob knows twelve people more than Alice and Carol."""
    people = []
    for number in range(12):
        handle = story.people.join(f"Zoë Number{number}", f"zoe{number}@example.org")
        assert bob.person
        story.people.know_each_other(bob.person, handle)
        people.append(story.member(handle, details=False))
    return people


def looked_for(who: Somebody, page: TestResponse, typed: Mapping[str, str], path: str = "") -> TestResponse:
    """The page after pressing Find beside a name."""
    form = form_with(page.text, button="edit")
    assert who.person
    browser = visitor(who.story.app) if form.action == "/r" else who.person.browser()
    sent = grouped(form.filled(button="edit", **typed))
    return browser.post(form.action or path, data=sent, headers=FROM_OUR_PAGE)


def unmarked(page: str) -> str:
    """A page without the marks around what was found."""
    return re.sub("</?mark>", "", page)


def names_in(page: str, field: str) -> list[str]:
    """The people who can be chosen in this field."""
    choices = page.partition(f'name="{field}"')[2].partition("</select>")[0]
    return re.findall(r'<option[^>]* value="[\w-]{22}">([^<]+)<', choices)


@pytest.mark.usefixtures("many")
def test_an_offer_keeps_its_words_while_somebody_is_looked_for(bob: Somebody, carol: Somebody) -> None:
    page = bob.get("/offer")
    assert len(names_in(page.text, "whom")) == 14
    typed = {**OFFER, "first": carol.public_id, "whom": "", "find_whom": "zoe number7"}
    shown = looked_for(bob, page, typed, "/offer")
    assert shown.status_code == 200
    assert names_in(shown.text, "whom") == ["Zoë Number7"]
    assert "1 found" in shown.text
    assert OFFER["paragraph"] in shown.text
    assert f'selected value="{carol.public_id}"' in shown.text
    everybody = looked_for(bob, shown, {"find_whom": "nobody"}, "/offer")
    assert "No one found, so here is everyone." in everybody.text
    assert len(names_in(everybody.text, "whom")) == 14


def test_a_connector_finds_whom_to_ask_from_the_e_mail_and_on_the_site(
    alice: Somebody, bob: Somebody, many: list[Somebody]
) -> None:
    introduction = alice.asks(through=bob)
    link = bob.newest("r").link("r")
    page = bob.opens(link)
    words = {"decision": "yes", "knows_requester": "We sang together.", "find_whom": "number11"}
    shown = looked_for(bob, page, words)
    assert names_in(shown.text, "whom") == ["Zoë Number11"]
    assert "We sang together." in shown.text
    shown = looked_for(bob, bob.get(f"/introductions/{introduction}"), words)
    assert names_in(shown.text, "whom") == ["Zoë Number11"]
    assert "We sang together." in shown.text
    bob.lends_good_word(whom=many[11].public_id)
    assert "Alice Marsh" in many[11].newest().text


@pytest.mark.usefixtures("many")
def test_lists_of_people_are_searched_by_an_address_that_can_be_kept(bob: Somebody, carol: Somebody) -> None:
    for path in ("/me/acquaintances", "/ask"):
        page = bob.get(path)
        form = form_with(page.text, field="find")
        assert {*grouped(form.filled(find="duarte"))} == {"find"}
        found = unmarked(bob.get(f"{path}?find=DUARTE").text)
        assert carol.name in found
        assert "Zoë Number1" not in found
        assert "1 found" in found


def test_few_people_are_not_searched(bob: Somebody, carol: Somebody) -> None:
    for path in ("/me/acquaintances", "/ask", "/offer"):
        assert "data-updates" not in bob.get(path).text
        assert carol.name in bob.get(f"{path}?find=zoe").text


def test_whoever_blocked_the_reader_is_found_as_little_as_somebody_who_is_not_there(
    story: Story, bob: Somebody, many: list[Somebody]
) -> None:
    def searched(name: str) -> str:
        return unmarked(bob.get(f"/me/acquaintances?find={name}").text).replace(name, "NAME")

    assert "Zoë Number3<" in searched("number3")
    many[3].fill(f"/people/{bob.public_id}", many[3].get(f"/people/{bob.public_id}"), "Block")
    assert "Zoë Number3<" not in bob.get("/me/acquaintances").text
    assert searched("number3") == searched("nobody7")
