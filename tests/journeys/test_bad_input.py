"""Bad input: refused beside the field with what was typed kept; never a mistake of ours, never half done."""

import pytest
from werkzeug.test import TestResponse

from tests.ground.forms import form_with
from tests.ground.people import visitor
from tests.ground.steps import Somebody, Story
from tests.ground.written import GOOD_WORD, OFFER
from tests.journeys.links_pressed import digest, path_of
from tests.journeys.odd_input import (
    ODD,
    assert_kept_whole,
    every_odd,
    sessions_aside,
    text_of,
)


@every_odd
def test_every_field_of_a_connector_s_answer(story: Story, alice: Somebody, bob: Somebody, odd: str) -> None:
    alice.asks(through=bob)
    link = bob.newest("r").link("r")
    good = {**form_with(bob.opens(link).text, action="/r").hidden, **GOOD_WORD, "decision": "yes"}
    guest = {
        "whom": "write",
        "guest_label": "G.",
        "guest_name": "Gwen",
        "guest_email": "g@x.example",
        "guest_welcomes": "y",
    }
    told = {"sentence": "own", "words": "No time.", "ask_after": "2026-07-01"}
    before = digest(story.app)
    for name in [*good, *guest, *told]:
        if name != "token":
            wrong = good | guest | told | {name: text_of(ODD[odd])}
            if name not in {"decision", "guest_name", "guest_email"}:
                wrong |= {"guest_email": ""}  # so that none of them is good enough to be sent
            assert_kept_whole(story, before, visitor(story.app).post("/r", data=wrong))
            if name in told and odd != "emoji":
                answer = visitor(story.app).post("/r", data=wrong | {"decision": "maybe"})
                assert_kept_whole(story, before, answer)


@every_odd
def test_every_field_of_a_party_s_and_a_guest_s_answer(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody, odd: str
) -> None:
    alice.asks(to=carol)
    form = form_with(carol.opens(carol.newest("r").link("r")).text, action="/r")
    before = digest(story.app)
    for name in ("decision", "shares"):
        wrong = {**form.hidden, "decision": "yes", name: text_of(ODD[odd])}
        assert_kept_whole(story, before, visitor(story.app).post("/r", data=wrong))
    for name in ("sentence", "ask_after"):
        wrong = {**form.hidden, "decision": "not_now", "sentence": "later", name: text_of(ODD[odd])}
        assert_kept_whole(story, before, visitor(story.app).post("/r", data=wrong))
    dan = story.member(story.people.dan)
    story.people.know_each_other(story.people.dan, story.people.bob)
    dan.asks(through=bob)
    handed = bob.lends_good_word(whom="carry").text
    link = handed.partition('class="link-written">')[2].partition("<")[0]
    form, before = form_with(visitor(story.app).get(path_of(link)).text, action="/r"), digest(story.app)
    good = {**form.hidden, "decision": "yes", "name": "Gwen", "phone": ""}
    for name in ("name", "email", "decision"):
        wrong = good | {"email": "not an address", name: text_of(ODD[odd])}
        assert_kept_whole(story, before, visitor(story.app).post("/r", data=wrong))
    for code in (text_of(ODD[odd]), "000000", "١٢٣٤٥٦"):
        answer = visitor(story.app).post("/r/code", data=form.hidden | {"code": code})
        assert answer.status_code == 422


@every_odd
def test_every_field_of_an_offer(story: Story, bob: Somebody, alice: Somebody, carol: Somebody, odd: str) -> None:
    form = form_with(bob.get("/offer").text, button="preview")
    good = {**form.hidden, **OFFER, "first": alice.public_id, "whom": carol.public_id, "step": "preview"}
    browser = bob._signed_in()
    before = sessions_aside(digest(story.app))
    for name in good:
        if name not in {"csrf_token", "step"}:
            answer = browser.post("/offer", data=good | {name: text_of(ODD[odd])})
            assert answer.status_code in {200, 422}, name
    assert sessions_aside(digest(story.app)) == before


@pytest.mark.parametrize("odd", ["NUL", "too long", "minus", "number", "template", "emoji"])
def test_odd_addresses_of_pages_are_not_found(alice: Somebody, bob: Somebody, odd: str) -> None:
    for path in (
        "/introductions/{}",
        "/ask/{}",
        "/ask?to={}",
        "/ask/through/{}",
        "/people/{}",
        "/introductions?before={}",
    ):
        page = alice._signed_in().get(path.format(text_of(ODD[odd])[:1500].replace("%", "%25").replace("?", "")))
        assert page.status_code in {200, 404}, path


def test_strangers_and_missing_get_the_same_page(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
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
    assert "e-mail address, phone number" in alice.get("/agreed").text
    assert "nothing of yours" in bob.get("/agreed").text
    page = carol.get("/agreed").text
    assert "calendar link" in page
    assert "Alice Marsh would like to meet you" in page
    assert "What I agreed to" in page
    story.details_come_out()
    assert "Connected" in carol.get("/agreed").text
    assert "Nothing yet" in story.member(story.people.mallory).get("/agreed").text
