"""Doors, and letters sent past them."""

from werkzeug.test import TestResponse

from intro_app import clock
from intro_app.db import atomic
from intro_app.identity import service as accounts
from intro_app.identity.service import DoorWishes
from tests.support.default_texts import LETTER
from tests.support.story import Somebody

OTHER_LETTER = {
    "what_for": "To hear how you keep bees on a roof.",
    "why": "Your roof is the one I see from my window, and I would like to begin in spring.",
    "benefit": "You get my first honey, if there is any.",
}


def door(person: Somebody, **wishes: object) -> None:
    """This person set their door yesterday, so that the sign of today says it."""
    with person.story.app.app_context():
        assert person.person
        member = person.person.member
        open_door = {"visible": True, "takes_direct_asks": True}
        wished = DoorWishes(**open_door | wishes)  # type: ignore[arg-type]  # as a form gives them
        accounts.set_door(member, wished)
        with atomic():
            member.sign.show(member.door, clock.now())


def assert_refused(asker: Somebody, path: str, words: str) -> None:
    """The page for the letter says why not, without a form; and so does sending the letter unseen."""
    closed = asker.get(path)
    assert closed.status_code == 200
    assert words in closed.text, closed.text
    assert 'name="why"' not in closed.text
    asker.story.work()  # what waits from before is none of this
    letters = len(asker.story.mailbox.letters)
    answer = send_unseen(asker, path)
    assert answer.status_code == 422
    assert words in answer.text
    assert LETTER["why"] in answer.text  # what was typed stays
    asker.story.work()
    assert len(asker.story.mailbox.letters) == letters, asker.story.mailbox.letters[-1].subject


def send_unseen(asker: Somebody, path: str, **letter: str | list[str]) -> TestResponse:
    """Send a letter from a form that was opened while the door was still open."""
    browser = asker._signed_in()
    secret = _secret(browser.get("/me/profile").text)
    typed = {
        "csrf_token": secret,
        "form_id": "f" * 22,
        **LETTER,
        "someone": "knows bees",
        "shares": ["email"],
        **letter,
    }
    return browser.post(path, data={"step": "send"} | typed)


def _secret(page: str) -> str:
    return page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
