"""Pages and letters as one person meets them; the worker goes round whenever time passes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intro_app import clock
from intro_app.community import chores as community
from intro_app.followups import service as follow_ups
from intro_app.introductions import service
from intro_app.privacy import service as privacy
from tests.support.calendar import Calendar
from tests.support.forms import form_with
from tests.support.mail_server import Mailbox
from tests.support.people import MemberHandle, People, visitor
from tests.support.received_mail import ReceivedMail

# What is typed into one field, or ticked.
Typed = str | list[str]
NOTHING: Mapping[str, Typed] = {}

# Where the form of a signed link goes: one letter, and perhaps a step.
_OF_A_LINK = re.compile(r"/[a-z](/|$)")

CHORES = (
    *(
        service.release_agreed,
        service.lapse_due,
        service.knock_again,
        service.close_due,
        service.remind_due,
        service.forget_guests,
        service.renew_signs,
    ),
    *follow_ups.CHORES,
    *community.CHORES,
    *privacy.CHORES,
    *privacy.IN_NO_HURRY,
)


@dataclass(frozen=True)
class Seen:
    """A page as somebody saw it, and when."""

    who: str
    address: str
    status: int
    text: str
    at: datetime


@dataclass
class StoryScene:
    """One site: its mail, its clock, and every page that anybody has seen."""

    app: Flask
    people: People
    mailbox: Mailbox
    the_calendar: Calendar
    pages: list[Seen] = field(default_factory=list)

    def work(self) -> None:
        """A pass of the worker: chores, then mail."""
        with self.app.app_context():
            for chore in CHORES:
                chore(clock.now())
        self.mailbox.deliver(clock.now())

    def wait(self, span: timedelta, step: timedelta | None = None) -> None:
        """Time passes, and the worker works at every step of it; sessions may run out meanwhile."""
        end, step = clock.now() + span, step or span
        while (now := clock.now()) < end:
            self.the_calendar.go_to(min(now + step, end))
            self.work()


@dataclass
class PageReader:
    """One person with a browser of their own and a mailbox."""

    story: StoryScene
    name: str
    address: str
    person: MemberHandle | None = None
    browser: FlaskClient | None = None

    def get(self, path: str) -> TestResponse:
        """Look at a page, signed in if this is a member."""
        return self._kept(path, self._signed_in().get(path))

    def fill(
        self,
        path: str,
        page: TestResponse,
        button: str,
        typed: Mapping[str, Typed] = NOTHING,
        *,
        action: str = "",
    ) -> TestResponse:
        """Fill in the form with this button on a page and send it where it goes."""
        form = form_with(page.text, button=button, action=action)
        sent = form.filled(button=button, **typed)
        where = form.action or path
        browser = visitor(self.story.app) if _OF_A_LINK.match(where) else self._signed_in()
        answer = self._kept(where, browser.post(where, data=grouped(sent)))
        if answer.status_code == 303:
            return self.get(answer.location)
        return answer

    def follow(self, page: TestResponse, pattern: str) -> TestResponse:
        """Follow the first link of a page that leads to such an address."""
        found = re.search(rf'href="({pattern})"', page.text)
        assert found, f"no link to {pattern} in {page.text}"
        return self.get(found[1])

    @property
    def letters(self) -> list[ReceivedMail]:
        """What has come by mail so far."""
        return self.story.mailbox.to(self.address)

    def newest(self, kind: str = "") -> ReceivedMail:
        """The newest letter, or the newest with a link of this kind."""
        fitting = [letter for letter in self.letters if not kind or letter.links(kind)]
        assert fitting, f"nothing like that came to {self.address}: {[one.subject for one in self.letters]}"
        return fitting[-1]

    def opens(self, link: str) -> TestResponse:
        """Open a link of an e-mail in a browser that knows nobody."""
        path = link.removeprefix(self.story.app.extensions["settings"].base_url)
        assert path != link, f"{link} leads away from the site"
        return self._kept(path, visitor(self.story.app).get(path))

    def _signed_in(self) -> FlaskClient:
        if self.browser is None:
            self.browser = self.person.browser() if self.person else visitor(self.story.app)
        return self.browser

    def _kept(self, path: str, page: TestResponse) -> TestResponse:
        self.story.pages.append(Seen(self.name, path, page.status_code, page.text, clock.now()))
        return page


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """What a form sends, as the test client takes it."""
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped
