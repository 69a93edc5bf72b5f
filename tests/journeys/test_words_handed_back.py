"""What was written while a session ended is returned, can be edited further, and has no effect by itself."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.journeys.conftest import Gone
from tests.support.browsing import grouped
from tests.support.default_texts import LETTER
from tests.support.forms import FROM_OUR_PAGE, Form, form_with
from tests.support.journeys.links_pressed import digest
from tests.support.journeys.odd_input import sessions_aside
from tests.support.people import visitor
from tests.support.story import Somebody, Story

LONG = 'Line one of what I have to say.\nAnd a second line, with <b>marks</b> & "quotes".'
OLD_SECRET = "a secret of yesterday's session"


def written(
    somebody: Somebody, path: str, button: str = "", **typed: str | list[str]
) -> dict[str, list[str]]:
    """What a form of this page would send."""
    return grouped(
        form_with(somebody.get(path).text, button=button, field=next(iter(typed))).filled(
            button=button, **typed
        )
    )


def hands_back(answer: TestResponse) -> Form:
    """The form of the page that holds what was typed and goes back to where it came from."""
    assert answer.status_code == 422
    assert "Nothing is lost" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return form_with(answer.text, button="Continue with what I wrote")


def goes_on(somebody: Somebody, form: Form) -> TestResponse:
    """Press "Continue with what I wrote", and once more where the page still only holds it."""
    answer = presses(somebody, form, "Continue with what I wrote")
    return presses(somebody, hands_back(answer), "edit") if answer.status_code == 422 else answer


def presses(somebody: Somebody, form: Form, button: str) -> TestResponse:
    """Press this button of a form that says itself where it goes."""
    return somebody._signed_in().post(
        form.action, data=grouped(form.filled(button=button)), headers=FROM_OUR_PAGE
    )


def test_a_letter_survives_the_end_of_a_session(
    story: Story, alice: Somebody, carol: Somebody, gone: Gone
) -> None:
    path = f"/ask/{carol.public_id}"
    typed = written(alice, path, "preview", **LETTER, shares=["email"])
    gone()
    answer = alice._signed_in().post(path, data=typed, headers=FROM_OUR_PAGE)
    form = hands_back(answer)
    assert "You were signed out." in answer.text
    assert LETTER["why"] in answer.text.partition("What you wrote")[2]
    assert "csrf_token" not in form.hidden
    assert hands_back(presses(alice, form, "Continue with what I wrote")) == form, (
        "signed out still: the same page again"
    )
    alice.signs_in()
    again = goes_on(alice, form)
    preview = alice.fill(path, again, "preview")
    assert "Your request has been sent." in alice.fill(path, preview, "send").text


def test_a_letter_survives_signing_in_anew(alice: Somebody, carol: Somebody) -> None:
    path = f"/ask/{carol.public_id}"
    typed = written(alice, path, "keep", why=LONG)
    alice.signs_in()
    answer = alice._signed_in().post(path, data=typed, headers=FROM_OUR_PAGE)
    assert "You’ve signed in again" in answer.text
    again = goes_on(alice, hands_back(answer))
    kept = form_with(again.text, button="preview")
    assert kept.written["why"] == LONG
    assert "<b>" not in answer.text + again.text


@pytest.mark.parametrize("old", [OLD_SECRET, ""])
def test_nothing_that_looks_like_going_on_can_act(
    story: Story, alice: Somebody, carol: Somebody, bob: Somebody, old: str
) -> None:
    """Whatever else stands in it, and on every page that hands words back."""
    alice.signs_in()  # her account says in which month she was here
    before = sessions_aside(digest(story.app))
    typed = {**LETTER, "words": LONG, "decision": "yes", "csrf_token": old, "step": ["edit", "send", "keep"]}
    for pattern in marked_pages(story.app):
        path = pattern.replace("<recipient_id>", carol.public_id).replace("<connector_id>", bob.public_id)
        answer = alice._signed_in().post(path, data=typed, headers=FROM_OUR_PAGE)
        assert answer.status_code in {200, 403, 404}, path
    assert sessions_aside(digest(story.app)) == before


def test_another_site_is_handed_nothing(alice: Somebody, carol: Somebody) -> None:
    path = f"/ask/{carol.public_id}"
    for step in ("edit", "keep", "preview", "send"):
        typed = {"why": LONG, "step": step}
        for sent_from in (
            {"Origin": "https://evil.example"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "null"},
            {},
        ):
            answer = alice._signed_in().post(path, data=typed, headers=sent_from)
            assert answer.status_code == 400
            assert "second line" not in answer.text


def test_a_stranger_finds_nothing_kept_and_nothing_echoed_without_a_page_of_ours(
    story: Story, carol: Somebody
) -> None:
    path, stranger = f"/ask/{carol.public_id}", visitor(story.app)
    before = digest(story.app)
    assert stranger.post(path, data={"why": LONG}).location == "/sign-in?done=signed-out-meanwhile"
    assert (
        stranger.post(path, data={"why": ""}, headers=FROM_OUR_PAGE).location
        == "/sign-in?done=signed-out-meanwhile"
    )
    hands_back(stranger.post(path, data={"why": LONG, "step": "keep"}, headers=FROM_OUR_PAGE))
    many = stranger.post(path, data={f"f{number}": "x" for number in range(60)}, headers=FROM_OUR_PAGE)
    assert many.status_code == 303
    assert digest(story.app) == before


def test_a_good_word_survives(story: Story, alice: Somebody, bob: Somebody, gone: Gone) -> None:
    path = "/introductions/" + alice.asks(through=bob)
    typed = written(bob, path, "Send my answer", knows_requester=LONG, decision="yes")
    gone()
    form = hands_back(bob._signed_in().post(f"{path}/answer", data=typed, headers=FROM_OUR_PAGE))
    bob.signs_in()
    again = form_with(goes_on(bob, form).text, action="/answer")
    assert again.written["knows_requester"] == LONG
    assert ("decision", "yes") in again.preset


def test_a_profile_survives(alice: Somebody, gone: Gone) -> None:
    typed = written(alice, "/me/profile", can_help_with=LONG)
    gone()
    form = hands_back(alice._signed_in().post("/me/profile", data=typed, headers=FROM_OUR_PAGE))
    alice.signs_in()
    again = form_with(goes_on(alice, form).text, field="headline")
    assert again.written["can_help_with"] == LONG
    assert again.hidden["csrf_token"] != typed["csrf_token"][0]


def test_a_report_survives(alice: Somebody, carol: Somebody, gone: Gone) -> None:
    path = f"/introductions/{alice.asks(to=carol)}/report"
    typed = written(carol, path, text=LONG, grounds="copied")
    gone()
    form = hands_back(carol._signed_in().post(path, data=typed, headers=FROM_OUR_PAGE))
    carol.signs_in()
    again = form_with(goes_on(carol, form).text, field="grounds")
    assert again.written["text"] == LONG
    assert ("grounds", "copied") in again.preset


def marked_pages(app: Flask) -> list[str]:
    """The addresses of all pages that hand words back."""
    marked = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    return [rule.rule for rule in marked if getattr(_entry(app, rule.endpoint), "preserves_input", False)]


def _entry(app: Flask, endpoint: str) -> object:
    return getattr(app.view_functions[endpoint], "access", None)
