"""Bad input: refused beside the field with what was typed kept; never a mistake of ours, never half done."""

from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from tests.support.default_texts import GOOD_WORD, OFFER
from tests.support.forms import form_with
from tests.support.journeys.links_pressed import digest, path_of
from tests.support.journeys.odd_input import assert_a_page_of_ours, every_odd_value, sessions_aside
from tests.support.people import visitor
from tests.support.story import Somebody, Story

pytestmark = pytest.mark.both_databases

GUEST = {
    "whom": "write",
    "guest_label": "G.",
    "guest_name": "Gwen",
    "guest_email": "g@x.example",
    "guest_welcomes": "y",
}
TOLD = {"sentence": "own", "words": "No time.", "ask_after": "2026-07-01"}


def test_every_field_of_a_connector_s_answer(story: Story, alice: Somebody, bob: Somebody) -> None:
    alice.asks(through=bob)
    form = form_with(bob.opens(bob.newest("r").link("r")).text, action="/r")
    good = {**form.hidden, **GOOD_WORD, **GUEST, **TOLD, "decision": "yes"}
    before = digest(story.app)
    for odd, network in every_odd_value():
        for name in [name for name in good if name != "token"]:
            wrong = good | {name: odd}
            if name not in {"decision", "guest_name", "guest_email"}:
                wrong |= {"guest_email": ""}  # so that none of them is good enough to be sent
            assert_a_page_of_ours(visitor(story.app).post("/r", data=wrong, environ_base=network))
    assert digest(story.app) == before


def test_every_field_of_a_party_s_answer(story: Story, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    form = form_with(carol.opens(carol.newest("r").link("r")).text, action="/r")
    before = digest(story.app)
    for odd, network in every_odd_value():
        for good, name in (
            ({"decision": "yes"}, "decision"),
            ({"decision": "yes"}, "shares"),
            ({"decision": "not_now"}, "sentence"),
            ({"decision": "not_now", "sentence": "later"}, "ask_after"),
        ):
            wrong = {**form.hidden, **good, name: odd}
            assert_a_page_of_ours(visitor(story.app).post("/r", data=wrong, environ_base=network))
    assert digest(story.app) == before


def test_every_field_of_a_guest_s_answer(story: Story, alice: Somebody, bob: Somebody) -> None:
    alice.asks(through=bob)
    handed = bob.lends_good_word(whom="carry").text
    path = path_of(handed.partition('class="link-written">')[2].partition("<")[0])
    form, before = form_with(visitor(story.app).get(path).text, action="/r"), digest(story.app)
    good = {**form.hidden, "decision": "yes", "name": "Gwen", "phone": "", "email": "not an address"}
    for odd, network in every_odd_value():
        for name in ("name", "email", "phone", "decision"):
            assert_a_page_of_ours(
                visitor(story.app).post("/r", data=good | {name: odd}, environ_base=network)
            )
        for code in (odd, "000000", "١٢٣٤٥٦"):
            sent = form.hidden | {"code": code}
            assert visitor(story.app).post("/r/code", data=sent, environ_base=network).status_code == 422
    assert guest_tries_aside(digest(story.app)) == guest_tries_aside(before)


def test_every_field_of_an_offer(story: Story, bob: Somebody, alice: Somebody, carol: Somebody) -> None:
    form = form_with(bob.get("/offer").text, button="preview")
    good = {**form.hidden, **OFFER, "first": alice.public_id, "whom": carol.public_id, "step": "preview"}
    browser, before = bob._signed_in(), sessions_aside(digest(story.app))
    for odd, network in every_odd_value():
        for name in [name for name in good if name not in {"csrf_token", "step"}]:
            answer = browser.post("/offer", data=good | {name: odd}, environ_base=network)
            assert answer.status_code in {200, 422}, name
    after = sessions_aside(digest(story.app))
    assert (before.pop("draft"), len(after.pop("draft"))) == ([], 1), "what he looked at last is kept for him"
    assert after == before


def test_odd_addresses_of_pages_are_not_found(alice: Somebody, bob: Somebody) -> None:
    paths = (
        "/introductions/{}",
        "/ask/{}",
        "/ask?to={}",
        "/ask/through/{}",
        "/people/{}",
        "/introductions?before={}",
    )
    for odd, _network in every_odd_value():
        for path in paths:
            page = alice._signed_in().get(path.format(quote(odd[:500], safe="")))
            assert page.status_code in {200, 404, 405}, path


def guest_tries_aside(rows: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """All but the guest's row, which counts how often a code was tried."""
    return {table: found for table, found in rows.items() if table != "guest"}


def test_strangers_and_missing_get_the_same_page(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    introduction, mallory = alice.asks(through=bob), story.member(story.people.mallory)
    missing = "A" * 22
    for deed in ("", "/answer", "/withdraw", "/take-back", "/pass-on"):
        for method in ("GET", "POST"):
            pages = [act(mallory, f"/introductions/{one}{deed}", method) for one in (introduction, missing)]
            assert pages[0].status_code == pages[1].status_code
            assert pages[0].text.replace(introduction, missing) == pages[1].text
            if deed == "" or method == "POST":
                assert pages[0].status_code in {404, 405}
    bob.lends_good_word(whom=carol.public_id)
    assert "Waiting" in alice.get(f"/introductions/{introduction}").text


def act(who: Somebody, path: str, method: str) -> TestResponse:
    """Ask for it, or send a form to it with a good secret."""
    browser = who._signed_in()
    secret = form_with(browser.get("/me/profile").text, button="Save").hidden["csrf_token"]
    data = {"csrf_token": secret, "decision": "no"} if method == "POST" else None
    return browser.open(path, method=method, data=data)


def test_what_i_agreed_to_lists_every_yes_of_mine(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol, through=bob, shares=["email", "phone"])
    bob.lends_good_word()
    carol.says_yes(["calendar_link"])
    assert "e-mail address and phone number" in alice.get("/agreed").text
    assert "nothing" in bob.get("/agreed").text
    page = carol.get("/agreed").text
    assert "calendar link" in page
    assert "Alice Marsh would like to meet you" in page
    assert "What I agreed to" in page
    story.details_come_out()
    assert "Connected" in carol.get("/agreed").text
    assert "Nothing yet" in story.member(story.people.mallory).get("/agreed").text
