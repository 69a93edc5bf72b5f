"""What the script that keeps drafts gets as an answer: a short text for a person, or a status to act on."""

from http import HTTPStatus

from sqlalchemy import select
from werkzeug.test import TestResponse

from intro_app.db import db
from intro_app.introductions.models import Draft
from intro_app.introductions.views.drafts import KEEPING
from tests.support.forms import FROM_OUR_PAGE, form_with
from tests.support.story import Somebody, Story


def keeps(somebody: Somebody, path: str, **fields: str) -> TestResponse:
    """One press of the script on "Save draft"."""
    browser = somebody._signed_in()
    secret = form_with(browser.get("/me/profile").text, field="headline").hidden["csrf_token"]
    sent = {
        "csrf_token": secret,
        "step": "keep",
        "writer": somebody.public_id,
        "seen": "",
        "window": "one",
        "why": "x",
    }
    return browser.post(path, data=sent | fields, headers=FROM_OUR_PAGE | {"Accept": "application/json"})


def kept(story: Story) -> list[list[str]]:
    """The reasons that stand in drafts."""
    with story.app.app_context():
        return [typed["why"] for typed in db.session.scalars(select(Draft.typed))]


def test_it_is_told_when_the_words_were_kept(story: Story, alice: Somebody, carol: Somebody) -> None:
    path = f"/ask/{carol.public_id}"
    assert keeps(alice, path).get_json() == {"said": "Saved at 08:00."}
    assert keeps(alice, path, why=" ").get_json() == {"said": ""}
    assert kept(story) == []


def test_nothing_is_kept_in_another_members_name(story: Story, alice: Somebody, carol: Somebody) -> None:
    for writer in (carol.public_id, ""):
        assert keeps(alice, f"/ask/{carol.public_id}", writer=writer).status_code == HTTPStatus.FORBIDDEN
    assert kept(story) == []


def test_a_window_that_looked_before_keeps_nothing(story: Story, alice: Somebody, carol: Somebody) -> None:
    path = f"/ask/{carol.public_id}"
    keeps(alice, path, why="the first window")
    assert keeps(alice, path, why="the second", window="two").status_code == HTTPStatus.CONFLICT
    assert kept(story) == [["the first window"]]
    assert keeps(alice, path, why="the second", window="two", seen="one").status_code == HTTPStatus.OK
    assert kept(story) == [["the second"]]


def test_more_than_any_letter_is_refused(story: Story, alice: Somebody, carol: Somebody) -> None:
    refused = keeps(alice, f"/ask/{carol.public_id}", why="words " * 4000)
    assert refused.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert kept(story) == []


def test_what_no_database_takes_does_no_harm(story: Story, alice: Somebody, carol: Somebody) -> None:
    path = f"/ask/{carol.public_id}"
    assert keeps(alice, path, why="a\0b", window="\0", seen="\0").status_code == HTTPStatus.OK
    discarded = keeps(alice, "/introductions/drafts/discard", address=f"{path}\0")
    assert discarded.location == "/introductions?done=discarded"
    assert kept(story) == []


def test_it_is_slowed_down_by_member(alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    path, a_minute = f"/ask/{carol.public_id}", int(KEEPING.partition("/")[0])
    answers = [keeps(alice, path, why=f"word {number}").status_code for number in range(a_minute + 1)]
    assert answers == [HTTPStatus.OK] * a_minute + [HTTPStatus.TOO_MANY_REQUESTS]
    assert keeps(bob, path).status_code == HTTPStatus.OK
