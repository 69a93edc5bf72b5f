"""Drafts without scripts: kept, shown filled in, listed, discarded, deleted when sent, and private."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from intro_app import clock
from intro_app.db import atomic, db
from intro_app.introductions import service
from intro_app.introductions.models import Draft
from tests.support.default_texts import LETTER, OFFER
from tests.support.forms import FROM_OUR_PAGE, form_with
from tests.support.journeys.doors import door
from tests.support.story import Somebody, Story

SECRET_WORDS = "Eleven hives of yours stood through the winter."


def begins(somebody: Somebody, path: str, **typed: str) -> TestResponse:
    """Type this and press "Save draft"."""
    return somebody.fill(path, somebody.get(path), "keep", typed or {"why": SECRET_WORDS})


def how_many(story: Story) -> int:
    """Drafts of everybody."""
    with story.app.app_context():
        return db.session.scalar(select(func.count()).select_from(Draft)) or 0


def test_half_a_letter_is_kept_and_found_again(alice: Somebody, carol: Somebody) -> None:
    path = f"/ask/{carol.public_id}"
    kept = begins(alice, path, why=SECRET_WORDS, minutes="twenty", medium="call")
    assert "Draft saved." in kept.text
    assert "Letter to Carol Duarte" in kept.text
    page = alice.follow(kept, path)
    form = form_with(page.text, button="preview")
    assert (form.written["why"], form.written["minutes"]) == (SECRET_WORDS, "twenty")
    assert "This is your draft, last saved on 4 May 2026" in page.text
    assert ("medium", "call") in form.preset


def test_each_way_to_ask_has_a_draft_of_its_own(alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    ways = {
        f"/ask/{carol.public_id}": "Letter to Carol Duarte<",
        f"/ask/through/{bob.public_id}": "Letter to someone Bob Keller may know",
        f"/ask/through/{bob.public_id}/to/{carol.public_id}": ("Letter to Carol Duarte, through Bob Keller"),
    }
    for number, path in enumerate(ways):
        begins(alice, path, why=f"Letter {number}")
    mine = alice.get("/introductions").text
    assert all(words in mine for words in ways.values())
    for number, path in enumerate(ways):
        assert form_with(alice.get(path).text, button="preview").written["why"] == f"Letter {number}"


def test_an_offer_is_kept_too(story: Story, bob: Somebody, carol: Somebody, alice: Somebody) -> None:
    begins(bob, "/offer", paragraph=OFFER["paragraph"], whom=carol.public_id)
    assert "An introduction you want to offer" in bob.get("/introductions").text
    assert ("whom", carol.public_id) in form_with(bob.get("/offer").text, button="preview").preset
    bob.offers(alice, carol)
    assert how_many(story) == 0


def test_a_preview_keeps_and_sending_lets_go(story: Story, alice: Somebody, carol: Somebody) -> None:
    path = f"/ask/{carol.public_id}"
    preview = alice.fill(path, alice.get(path), "preview", {**LETTER, "shares": ["email"]})
    assert how_many(story) == 1
    edited = alice.fill(path, preview, "edit")
    assert form_with(edited.text, button="preview").written["why"] == LETTER["why"]
    alice.fill(path, preview, "send")
    assert how_many(story) == 0
    assert "Last saved on" not in alice.get("/introductions").text


def test_a_window_left_open_brings_no_sent_letter_back(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    path = f"/ask/{carol.public_id}"
    page = alice.get(path)
    preview = alice.fill(path, page, "preview", {**LETTER, "shares": ["email"]})
    alice.fill(path, preview, "send")
    alice.fill(path, page, "keep", {"why": SECRET_WORDS})
    assert how_many(story) == 0


def test_starting_anew_and_discarding(story: Story, alice: Somebody, carol: Somebody) -> None:
    path = f"/ask/{carol.public_id}"
    begins(alice, path)
    anew = alice.fill(path, alice.get(path), "discard")
    assert form_with(anew.text, button="preview").written["why"] == ""
    begins(alice, path)
    listed = alice.fill("/introductions", alice.get("/introductions"), "Discard", action="/discard")
    assert "Draft deleted." in listed.text
    assert how_many(story) == 0


def test_an_empty_form_is_not_kept(story: Story, alice: Somebody, carol: Somebody) -> None:
    begins(alice, f"/ask/{carol.public_id}", why=" ")
    assert how_many(story) == 0


def test_more_than_any_letter_can_be_comes_back(story: Story, alice: Somebody, carol: Somebody) -> None:
    path, long = f"/ask/{carol.public_id}", "words " * 4000
    answer = begins(alice, path, why=long)
    assert answer.status_code == 413
    assert long.strip() in answer.text
    assert "longer than any letter can be" in answer.text
    assert how_many(story) == 0


def test_a_draft_is_its_writers_alone(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    paths = [f"/ask/{carol.public_id}", f"/ask/through/{bob.public_id}/to/{carol.public_id}"]
    for path in paths:
        begins(alice, path)
    moderator = story.people.dan.becomes("moderator").browser(by_passkey=True)
    seen = [moderator.get(path).text for path in (*paths, "/introductions", "/moderation")]
    for other in (bob, carol, story.member(story.people.mallory)):
        seen += [other.get(path).text for path in (*paths, "/introductions", f"/people/{alice.public_id}")]
        token = form_with(other.get("/me/profile").text, field="headline").hidden["csrf_token"]
        other._signed_in().post(
            "/introductions/drafts/discard", data={"csrf_token": token, "address": paths[0]}
        )
    story.work()
    assert not [page for page in seen if SECRET_WORDS in page or "Last saved on" in page]
    assert not [letter for letter in story.mailbox.letters if SECRET_WORDS in letter.text]
    assert how_many(story) == 2


def test_no_log_holds_a_word_of_it(
    alice: Somebody, carol: Somebody, capfd: pytest.CaptureFixture[str]
) -> None:
    path = f"/ask/{carol.public_id}"
    begins(alice, path)
    begins(alice, path, why=SECRET_WORDS * 400)
    alice._signed_in().post(path, data={"why": SECRET_WORDS}, headers=FROM_OUR_PAGE)
    logged = capfd.readouterr()
    assert '"route": "/ask/<recipient_id>"' in logged.err
    assert "hives" not in logged.err + logged.out


def test_carol_closes_her_door_meanwhile(alice: Somebody, carol: Somebody) -> None:
    path = f"/ask/{carol.public_id}"
    begins(alice, path)
    door(carol, paused_until=date(2026, 5, 20))
    closed = alice.get(path).text
    assert "isn’t taking requests until 20 May 2026." in closed
    assert "We keep your draft until 3 June 2026" in closed
    assert SECRET_WORDS in closed
    assert "Letter to Carol Duarte" in alice.get("/introductions").text


def test_carol_is_not_to_be_found_any_more(story: Story, alice: Somebody, carol: Somebody) -> None:
    path = f"/ask/{carol.public_id}"
    begins(alice, path)
    door(carol, visible=False, takes_direct_asks=False)
    gone = alice.get(path)
    assert (gone.status_code, SECRET_WORDS in gone.text) == (404, True)
    alice.fill(path, gone, "Delete draft")
    assert alice.get(path).text == alice.get("/ask/nobody-has-this-id-here").text.replace(
        "nobody-has-this-id-here", ""
    )
    assert how_many(story) == 0


def test_twenty_are_kept_and_the_oldest_goes(story: Story, alice: Somebody) -> None:
    with story.app.app_context():
        writer = alice.person.member  # type: ignore[union-attr]  # Alice has an account
        for number in range(22):
            at = clock.now() + timedelta(minutes=number)
            written = service.Written(address=f"/ask/{number}", typed={"why": ["x"]}, window="w")
            service.keep_draft(writer, written, at=at)
        assert set(db.session.scalars(select(Draft.address))) == {f"/ask/{number}" for number in range(2, 22)}


def test_thirty_days_after_the_last_word_it_is_forgotten(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    begins(alice, f"/ask/{carol.public_id}")
    story.wait(timedelta(days=29))
    assert "Letter to" in alice.get("/introductions").text
    story.wait(timedelta(days=2))
    assert "Letter to" not in alice.get("/introductions").text
    with story.app.app_context():
        assert (service.forget_drafts(clock.now()), how_many(story)) == (1, 0)


def test_it_goes_with_the_account(story: Story, alice: Somebody, carol: Somebody) -> None:
    begins(alice, f"/ask/{carol.public_id}")
    with story.app.app_context():
        with atomic():
            alice.person.member.left_at = clock.now()  # type: ignore[union-attr]  # Alice has an account
        assert service.forget_drafts(clock.now()) == 1
