"""What reporters, the reported and moderators do about a case, on the pages and by the mail they get."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from werkzeug.test import TestResponse

from intro_app.audit.models import AuditEntry
from intro_app.audit.queries import check, read_lines
from intro_app.db import db
from intro_app.moderation.models import Case
from intro_app.trust.queries import standing_of
from intro_app.trust.rules import EPOCH
from tests.support.browsing import NOTHING, Typed, grouped
from tests.support.forms import form_with
from tests.support.identity_pages import form_secret
from tests.support.moderation import Court
from tests.support.people import MemberHandle
from tests.support.story import Somebody, Story

Answer = TypeVar("Answer")

WORDS = "He wrote three times after I had said no."
DECISION = {
    "outcome": "upheld",
    "rule": "pressure",
    "severity": "moderate",
    "facts": "Several messages were sent after a clear no. Accept a no.",
    "facts_for_reporters": "Messages went on after your no. That breaks the rule.",
}
REASONS = "We looked at all of it again."
HEARING = {"rule": "pressure", "allegation": "That a no was not taken as the end of it."}


def report(
    somebody: Somebody, link: str, about: str = "first", grounds: str = "pressure", **more: Typed
) -> TestResponse:
    """Report by this link, in a browser that knows nobody."""
    page = somebody.opens(link)
    assert page.status_code == 200, page.text
    typed = {"about": about, "grounds": grounds, "text": WORDS, **more}
    done = somebody.fill("/p", page, "Send the report", typed, action="/p")
    somebody.story.work()
    return done


@dataclass
class Moderator:
    """Somebody on the staff, at their desk."""

    story: Story
    person: MemberHandle

    @classmethod
    def made(cls, story: Story, person: MemberHandle) -> "Moderator":
        """A member who is given the role."""
        return cls(story, person.becomes("moderator"))

    def get(self, path: str) -> TestResponse:
        """Look at a page of the desk."""
        return self.person.browser(by_passkey=True).get(path)

    def press(
        self, page: TestResponse, action: str, button: str = "", typed: Mapping[str, Typed] = NOTHING
    ) -> TestResponse:
        """Fill in the form of a page that goes there, and send it."""
        browser = self.person.browser(by_passkey=True)
        form = form_with(
            browser.get(page.request.path).text if page.request.method == "GET" else page.text, action=action
        )
        answer = browser.post(form.action, data=grouped(form.filled(button=button, **typed)))
        self.story.work()
        return answer

    def case(self) -> TestResponse:
        """Go from the queue to the only case that waits."""
        with self.story.app.app_context():
            (public_id,) = [one.public_id for one in _waiting()]
        assert f"/moderation/cases/{public_id}" in self.get("/moderation").text
        return self.get(f"/moderation/cases/{public_id}")

    def reads(self) -> TestResponse:
        """Read the introduction of the only case."""
        return self.press(self.case(), "/read")

    def hears(self, **more: Typed) -> TestResponse:
        """Ask for the other side."""
        return self.press(self.case(), "/hear", typed={**HEARING, **more})

    def decides(self, **more: Typed) -> TestResponse:
        """Decide the only case."""
        return self.press(self.case(), "/decide", typed={**DECISION, **more})

    def seconds(self, button: str = "I agree") -> TestResponse:
        """Look at another moderator's decision."""
        return self.press(self.case(), "/second", button)

    def reviews(self, ending: str, **more: Typed) -> TestResponse:
        """Judge the only appeal."""
        return self.press(self.case(), "/review", typed={"ending": ending, "reasons": REASONS, **more})

    def reviews_unasked(self, ending: str) -> TestResponse:
        """Judge the only appeal from a page that was open before: the one of today shows no form for it."""
        browser = self.person.browser(by_passkey=True)
        path = self.case().request.path
        secret = form_secret(browser.get(path))
        return browser.post(
            f"{path}/review", data={"csrf_token": secret, "ending": ending, "reasons": REASONS}
        )


def points(person: MemberHandle) -> tuple[float, float]:
    """The good and the harm points of a member as they are kept."""
    with person.app.app_context():
        standing = standing_of(person.id)
        return standing.good_at(EPOCH), standing.harm_at(EPOCH)


def audited(story: Story, act: str) -> list[tuple[int | None, int | None, str]]:
    """Who did this act to whom and why; the chain holds."""
    with story.app.app_context():
        assert check().broken is None
        lines = read_lines(AuditEntry.act == act)
        return [(line.actor_id, line.subject_id, line.why) for line in lines]


def the_case(story: Story, ask: Callable[[Case], Answer]) -> Answer:
    """What is true of the only case."""
    with story.app.app_context():
        return ask(db.session.scalars(select(Case)).one())


def _waiting() -> list[Case]:
    return [case for case in db.session.scalars(select(Case)) if case.is_readable]


def press(held: Court, by: MemberHandle, action: str, button: str = "", **typed: str) -> int:
    """Send the form of the case's page that goes there; return the status."""
    desk = by.browser(by_passkey=True)
    form = form_with(desk.get(held.path).text, action=action)
    return desk.post(form.action, data=grouped(form.filled(button=button, **typed))).status_code
