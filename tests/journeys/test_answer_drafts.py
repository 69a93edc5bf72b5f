"""A connector's answer is kept like a letter: listed, filled in again, and gone once it is given."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from intro_app import clock
from intro_app.db import db
from intro_app.introductions import service
from intro_app.introductions.models import Draft
from tests.support.browsing import grouped
from tests.support.default_texts import GOOD_WORD
from tests.support.forms import form_with
from tests.support.people import visitor
from tests.support.story import Somebody, Story

HALF = {"decision": "yes", "why_both": "Both keep bees on old roofs."}


def how_many(story: Story) -> int:
    """Drafts of everybody."""
    with story.app.app_context():
        return db.session.scalar(select(func.count()).select_from(Draft)) or 0


def written(page: str) -> str:
    """What the form on this page says for why it would be good for both."""
    return form_with(page, button="preview").written["why_both"]


def test_half_an_answer_is_kept_on_the_site_and_found_in_the_list(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    path = "/introductions/" + alice.asks(to=carol, through=bob)
    kept = bob.fill(path, bob.get(path), "keep", HALF)
    assert "Draft saved. Only you can see it." in kept.text
    assert "Your answer to Alice Marsh" in kept.text
    page = bob.follow(kept, path)
    assert written(page.text) == HALF["why_both"]
    assert ("decision", "yes") in form_with(page.text, button="preview").preset
    assert "This is your draft, last saved on 4 May 2026" in page.text
    assert HALF["why_both"] not in alice.get(path).text
    assert "Needs your answer" in bob.get("/introductions").text


def test_what_is_kept_behind_the_link_is_on_the_site_too_and_the_other_way_round(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    path = "/introductions/" + alice.asks(to=carol, through=bob)
    link = bob.newest("r").link("r")
    kept = bob.fill("/r", bob.opens(link), "keep", HALF, action="/r")
    assert "Draft saved." in kept.text
    assert written(kept.text) == HALF["why_both"]
    assert written(bob.get(path).text) == HALF["why_both"]
    bob.fill(path, bob.get(path), "keep", {"why_both": "Both mend clocks."})
    assert written(bob.opens(link).text) == "Both mend clocks."
    assert how_many(story) == 1


@pytest.mark.parametrize("decision", ["yes", "no", "not_now", "block", "never"])
def test_any_answer_lets_it_go(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody, decision: str
) -> None:
    alice.asks(to=carol, through=bob)
    link = bob.newest("r").link("r")
    page = bob.opens(link)
    bob.fill("/r", page, "keep", HALF, action="/r")
    bob.answers(decision, **GOOD_WORD, sentence="busy")
    assert how_many(story) == 0
    bob.fill("/r", page, "keep", HALF, action="/r")  # a window left open keeps nothing any more
    assert how_many(story) == 0
    assert "Your answer to" not in bob.get("/introductions").text


def test_a_request_that_is_withdrawn_takes_it_along(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    public_id = alice.asks(to=carol, through=bob)
    bob.fill(f"/introductions/{public_id}", bob.get(f"/introductions/{public_id}"), "keep", HALF)
    alice.withdraws(public_id)
    assert how_many(story) == 0


def test_a_preview_keeps_and_starting_again_discards(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    path = "/introductions/" + alice.asks(to=carol, through=bob)
    bob.fill(path, bob.get(path), "preview", {**GOOD_WORD, "decision": "yes"})
    assert how_many(story) == 1
    anew = bob.fill(path, bob.get(path), "discard")
    assert (written(anew.text), how_many(story)) == ("", 0)
    link = bob.newest("r").link("r")
    kept = bob.fill("/r", bob.opens(link), "keep", HALF, action="/r")
    anew = bob.fill("/r", kept, "discard", action="/r")
    assert (written(anew.text), how_many(story)) == ("", 0)


def test_thirty_days_after_the_last_word_it_is_forgotten(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    path = "/introductions/" + alice.asks(to=carol, through=bob)
    bob.fill(path, bob.get(path), "keep", HALF)
    with story.app.app_context():
        assert service.forget_drafts(clock.now() + timedelta(days=29)) == 0
        assert service.forget_drafts(clock.now() + timedelta(days=31)) == 1


def test_more_than_any_answer_can_be_comes_back(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol, through=bob)
    long = "words " * 4000
    back = bob.fill("/r", bob.opens(bob.newest("r").link("r")), "keep", {"why_both": long}, action="/r")
    assert back.status_code == 413
    assert long.strip() in back.text
    assert how_many(story) == 0


def test_the_link_alone_shows_no_address_of_a_guest(settled: Story, alice: Somebody, bob: Somebody) -> None:
    path = "/introductions/" + alice.asks(through=bob)
    typed = {**HALF, "whom": "write", "guest_name": "Gwen Pryce", "guest_email": "gwen@guests.example.net"}
    bob.fill(path, bob.get(path), "keep", typed)
    assert "gwen@guests.example.net" in bob.get(path).text
    page = bob.opens(bob.newest("r").link("r"))
    behind = page.text
    assert written(behind) == HALF["why_both"]
    assert "gwen@" not in behind
    assert "Gwen" not in behind
    bob.fill("/r", page, "keep", {"why_both": "Another thought"}, action="/r")
    on_the_site = bob.get(path).text
    assert "gwen@guests.example.net" in on_the_site, "what the link does not show, it does not clear"
    assert "Another thought" in on_the_site


def test_a_party_keeps_no_draft(story: Story, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    page = carol.opens(carol.newest("r").link("r"))
    assert "Save draft" not in page.text
    typed = grouped(form_with(page.text, action="/r").filled(words="Half a thought"))
    assert visitor(story.app).post("/r", data={**typed, "step": "keep"}).status_code == 400
    assert how_many(story) == 0
