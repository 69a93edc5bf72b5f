"""An answer sent again, by double click, back button or an old window, leaves the first answer as it is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from tests.support.browsing import Typed, grouped
from tests.support.forms import form_with
from tests.support.journeys.links_pressed import AskedCast, digest
from tests.support.people import visitor
from tests.support.story import Somebody

FIRST_COUNTS = "You’ve already answered, and your first answer counts."
TYPED: dict[str, dict[str, Typed]] = {"yes": {"shares": ["email"]}, "not_now": {"sentence": "busy"}}

# Sends this decision from the page as it was opened, as often as it is called.
Sends = Callable[[str], TestResponse]


def on_the_site(cast: AskedCast) -> Sends:
    """Carol has opened the question on the site."""
    path = f"/introductions/{cast.introduction}"
    return _from(cast.carol, cast.carol.get(path))


def by_link(cast: AskedCast) -> Sends:
    """Carol has opened the question from her mail."""
    return _from(cast.carol, cast.carol.opens(cast.link()))


def _from(person: Somebody, page: TestResponse) -> Sends:
    form = form_with(page.text, button="Send my answer")

    def send(decision: str) -> TestResponse:
        sent = form.filled(button="Send my answer", decision=decision, **TYPED.get(decision, {}))
        browser = person.browser or visitor(person.story.app)
        return browser.post(form.action, data=grouped(sent))

    return send


WAYS = [on_the_site, by_link]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("decision", ["yes", "no", "not_now", "block", "never_this", "never"])
def test_the_same_answer_again_changes_nothing_and_is_fine(
    cast: AskedCast, way: Callable[[AskedCast], Sends], decision: str
) -> None:
    send = way(cast)
    assert send(decision).status_code == 200
    cast.story.work()
    before, letters = digest(cast.story.app), len(cast.story.mailbox.letters)
    again = send(decision)
    assert (again.status_code, FIRST_COUNTS in again.text) == (200, False), again.text
    cast.story.work()
    assert (digest(cast.story.app), len(cast.story.mailbox.letters)) == (before, letters)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("first", ["yes", "no", "not_now"])
def test_another_answer_from_an_old_window_shows_the_first_and_changes_nothing(
    cast: AskedCast, way: Callable[[AskedCast], Sends], first: str
) -> None:
    send = way(cast)
    send(first)
    before = digest(cast.story.app)
    for other in {"yes", "no", "not_now", "block", "never_this", "never"} - {first}:
        refused = send(other)
        assert refused.status_code == 409, other
        assert "Your answer" in refused.text or FIRST_COUNTS in refused.text
        assert digest(cast.story.app) == before, other


def test_an_answer_by_mail_and_then_on_the_site_is_one_answer(cast: AskedCast) -> None:
    site, link = on_the_site(cast), by_link(cast)
    assert link("yes").status_code == 200
    before = digest(cast.story.app)
    assert site("yes").status_code == 200
    assert site("no").status_code == 409
    assert digest(cast.story.app) == before


def test_going_back_to_the_page_shows_the_answer(cast: AskedCast) -> None:
    path, send = f"/introductions/{cast.introduction}", on_the_site(cast)
    send("yes")
    page = cast.carol.get(path)
    assert "Send my answer" not in page.text
    assert "You said yes" in page.text
    assert page.headers["Cache-Control"] == "no-store", "a browser that goes back asks again"


def test_taking_a_yes_back_twice_on_the_site_is_taking_it_back(cast: AskedCast) -> None:
    on_the_site(cast)("yes")
    path = f"/introductions/{cast.introduction}"
    form = form_with(cast.carol.get(path).text, button="Withdraw my yes")
    assert cast.carol.browser is not None
    sent = [cast.carol.browser.post(form.action, data=grouped(form.filled())) for _twice in range(2)]
    assert [(answer.status_code, answer.location) for answer in sent] == [
        (303, f"{path}?done=taken-back")
    ] * 2


def test_a_wish_from_an_old_window_on_the_site_is_heard_after_the_end(cast: AskedCast) -> None:
    send = on_the_site(cast)
    cast.alice.withdraws(cast.introduction)
    assert send("no").status_code == 409
    done = send("block")
    assert (done.status_code, "You won’t hear from this person here again" in done.text) == (200, True)
    cast.story.the_calendar.pass_by(timedelta(minutes=1))
    assert "Alice" in cast.carol.get("/me/blocks").text
