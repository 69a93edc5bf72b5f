"""Steps after an introduction, with nothing but pages and mail."""

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from werkzeug.test import TestResponse

from intro_app.db import db
from intro_app.trust.models import TrustEvent
from tests.support.browsing import Typed
from tests.support.received_mail import ReceivedMail
from tests.support.story import Somebody, Story

ASKED = "get to talk?"
THANKED = "says thank you"
WORTH_IT = "About an introduction you made"
DAY = timedelta(days=1)


def connect(story: Story, alice: Somebody, carol: Somebody, bob: Somebody | None = None) -> str:
    """Alice and Carol are introduced, by Bob if he is there; the id of their introduction."""
    public_id = alice.asks(to=carol, through=bob)
    if bob:
        bob.lends_good_word()
    carol.says_yes()
    story.details_come_out()
    return public_id


def pass_days(story: Story, days: int) -> None:
    """Day after day, with the worker at work on each."""
    story.wait(days * DAY, DAY)


def mails(person: Somebody, subject: str) -> list[ReceivedMail]:
    """The letters whose subject ends like this, after somebody's name, to this person."""
    return [letter for letter in person.letters if letter.subject.endswith(subject)]


def flat(letter: ReceivedMail) -> str:
    """The text of a letter in one line."""
    return " ".join(letter.text.replace("\n> ", "\n").split())


def says(person: Somebody, **typed: Typed) -> TestResponse:
    """Answer by the link of the newest question how it went."""
    page = person.opens(person.newest("f").link("f"))
    assert page.status_code == 200, page.text
    done = person.fill("/f", page, _button(page), typed, action="/f")
    person.story.work()
    return done


def says_here(person: Somebody, public_id: str, **typed: Typed) -> TestResponse:
    """Answer on the site."""
    path = f"/introduced/{public_id}/follow-up"
    page = person.get(path)
    done = person.fill(path, page, _button(page), typed, action=path)
    person.story.work()
    return done


def useful(story: Story) -> Sequence[dict[str, object]]:
    """What the ledger of trust has about useful introductions."""
    with story.app.app_context():
        events = db.session.scalars(select(TrustEvent).where(TrustEvent.kind == "useful"))
        return [event.facts for event in events]


def plain(page: TestResponse) -> list[str]:
    """A page without what is new each time."""
    return [line for line in page.text.splitlines() if not re.search(r"csrf_token|name=\"token\"", line)]


def _button(page: TestResponse) -> str:
    return "Send my thanks" if ">Send my thanks<" in page.text else "Send"
