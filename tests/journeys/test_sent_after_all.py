"""A form older than its session: its writer signs in again in the same tab and sends it with one press."""

from flask import Flask
from werkzeug.test import TestResponse

from intro_app.web.sessions import writer_of
from tests.journeys.conftest import Gone
from tests.support.browsing import Typed, grouped
from tests.support.default_texts import LETTER
from tests.support.forms import FROM_OUR_PAGE, form_with
from tests.support.identity_pages import code_in
from tests.support.journeys.links_pressed import digest
from tests.support.people import visitor
from tests.support.story import Somebody, Story

LONG = "Line one of what I have to say.\nAnd a second line."
END = "Continue with what I wrote"


def sends(somebody: Somebody, path: str, page: TestResponse, button: str, **typed: Typed) -> TestResponse:
    """Fill in the form with this button and send it, as a browser that says where the form stood."""
    form = form_with(page.text, button=button)
    sent = grouped(form.filled(button=button, **typed))
    return somebody._signed_in().post(form.action or path, data=sent, headers=FROM_OUR_PAGE)


def types_code(somebody: Somebody, page: TestResponse) -> TestResponse:
    """Sign in with the code; the answer is a 307, so that a browser repeats the POST at the new address."""
    somebody.story.work()
    form = form_with(page.text, button="Continue")
    sent = grouped(form.filled(code=code_in(somebody.newest("l").text)))
    answer = somebody._signed_in().post(form.action, data=sent, headers=FROM_OUR_PAGE)
    assert answer.status_code == 307
    return somebody._signed_in().post(answer.location, data=sent, headers=FROM_OUR_PAGE)


def types_address(somebody: Somebody, held: TestResponse, address: str) -> TestResponse:
    """From the page that holds the words to the one that asks for the code."""
    page = sends(somebody, "", held, "Sign in and continue")
    assert page.status_code == 200
    assert "We keep what you wrote in this tab" in page.text
    return sends(somebody, "", page, "E-mail me a link", email=address)


def comes_in_by_code(somebody: Somebody, held: TestResponse) -> TestResponse:
    """Sign in without leaving this tab."""
    return types_code(somebody, types_address(somebody, held, somebody.address))


def test_a_letter_is_sent_after_all_with_one_press(
    story: Story, alice: Somebody, carol: Somebody, gone: Gone
) -> None:
    path = f"/ask/{carol.public_id}"
    typed: dict[str, Typed] = {**LETTER, "shares": ["email"], "why": LONG}
    preview = alice.fill(path, alice.get(path), "preview", typed)
    gone()
    held = sends(alice, path, preview, "send")
    assert "You were signed out." in held.text
    page = comes_in_by_code(alice, held)
    assert page.status_code == 422
    assert "You’ve signed in again" in page.text
    sent = sends(alice, "", page, "Send it now")
    assert sent.status_code == 303
    assert "Your request has been sent." in alice.get(sent.location).text
    story.work()
    assert "And a second line." in carol.newest("r").text


def test_a_form_from_another_session_of_mine_is_sent_with_one_press(alice: Somebody) -> None:
    page = alice.get("/me/profile")
    alice.signs_in()
    held = sends(alice, "/me/profile", page, "Save", headline="Miller", can_help_with=LONG)
    saved = sends(alice, "", held, "Send it now")
    assert saved.location == "/me?done=saved"
    assert form_with(alice.get("/me/profile").text, field="headline").written["can_help_with"] == LONG


def test_what_was_only_looked_at_or_kept_is_not_called_sending(alice: Somebody, carol: Somebody) -> None:
    path = f"/ask/{carol.public_id}"
    page = alice.get(path)
    alice.signs_in()
    held = sends(alice, path, page, "preview", **LETTER, shares=["email"])
    assert "Send it now" not in held.text
    assert "Preview" in sends(alice, "", held, "Continue").text


def test_only_who_wrote_it_can_send_it(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    path = f"/ask/{carol.public_id}"
    preview = alice.fill(path, alice.get(path), "preview", {**LETTER, "shares": ["email"], "why": LONG})
    bob.signs_in()
    before, held = digest(story.app), preview
    for button in ("send", "edit"):
        held = sends(bob, path, preview, button)
        assert held.status_code == 403
        assert "Someone else has signed in on this browser" in held.text
        assert "Send it now" not in held.text
        assert [label for *_more, label in form_with(held.text, button=END).buttons] == [END]
        assert "Someone else has signed in on this browser" in sends(bob, "", held, END).text
    assert digest(story.app) == before
    alice.signs_in()
    assert "Send it now" in sends(alice, "", held, END).text, "back at the same screen, the writer goes on"


def test_a_mistyped_address_or_code_costs_no_word(alice: Somebody, gone: Gone) -> None:
    page = alice.get("/me/profile")
    gone()
    held = sends(alice, "/me/profile", page, "Save", can_help_with=LONG)
    again = types_address(alice, held, "nobody")
    assert again.status_code == 422
    asked = sends(alice, "", again, "E-mail me a link", email=alice.address)
    wrong = sends(alice, "", asked, "Continue", code="AAAA-AAAA")
    assert "This code doesn’t work." in wrong.text
    assert sends(alice, "", types_code(alice, wrong), "Send it now").location == "/me?done=saved"


def test_an_address_without_an_account_is_asked_for_again(story: Story, alice: Somebody, gone: Gone) -> None:
    page = alice.get("/me/profile")
    gone()
    held = sends(alice, "/me/profile", page, "Save", can_help_with=LONG)
    nora = story.guest("Nora", "nora@example.org")
    asked = types_address(alice, held, nora.address)
    story.work()
    again = sends(alice, "", asked, "Continue", code=code_in(nora.newest("l").text))
    assert "There is no account with this address." in again.text
    assert LONG.splitlines()[1] in again.text


def test_who_came_in_by_the_link_goes_on_in_the_old_tab(alice: Somebody, gone: Gone) -> None:
    page = alice.get("/me/profile")
    gone()
    held = sends(alice, "/me/profile", page, "Save", can_help_with=LONG)
    asked = types_address(alice, held, alice.address)
    alice.signs_in()
    back = sends(alice, "", asked, END)
    assert sends(alice, "", back, "Send it now").location == "/me?done=saved"


def test_nothing_comes_along_to_where_nobody_writes(story: Story, alice: Somebody) -> None:
    browser, page = visitor(story.app), visitor(story.app).get("/sign-in")
    secret = form_with(page.text, field="email").hidden["csrf_token"]
    for path in (
        "//evil.example/me/profile",
        "https://evil.example/",
        "/sign-out",
        "/me/block",
        "/x\\y",
        "/nowhere",
    ):
        typed = {
            "csrf_token": secret,
            "unsent-path": path,
            "unsent-field-words": LONG,
            "email": alice.address,
        }
        assert browser.post("/sign-in", data=typed, headers=FROM_OUR_PAGE).location == "/sign-in/code", path


def test_no_other_site_sends_it_after_all(story: Story, alice: Somebody) -> None:
    page = alice.get("/me/profile")
    secret = form_with(page.text, field="headline").hidden["csrf_token"]
    alice.signs_in()
    before = digest(story.app)
    along = {"unsent-path": "/me/profile", "unsent-secret": secret, "unsent-field-headline": LONG}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "null"},
        {},
    ):
        for path in ("/me/profile", "/sign-in"):
            answer = alice._signed_in().post(path, data=along, headers=headers)
            assert answer.status_code == 400
            assert "second line" not in answer.text
    assert digest(story.app) == before


def test_a_form_knows_whose_it_is_and_nobody_can_say_otherwise(app: Flask, alice: Somebody) -> None:
    mine = form_with(alice.get("/me/profile").text, field="headline").hidden["csrf_token"]
    nobodys = form_with(visitor(app).get("/sign-in").text, field="email").hidden["csrf_token"]
    with app.app_context():
        assert writer_of(mine) == alice.public_id
        assert [writer_of(one) for one in (nobodys, mine[:-1], "x" + mine, "", "a.b.c")] == [""] * 5
