"""Somebody in one of two worlds: a browser that notes every answer, and the mail that came."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.browsing import Typed, grouped
from tests.support.database_statements import statements_of
from tests.support.forms import Form, forms_in
from tests.support.people import MemberHandle, visitor
from tests.support.received_mail import ReceivedMail
from tests.support.twins.bare import Sight

BASE_URL = "https://meet.example.org"
NOTHING: Mapping[str, Typed] = {}


class Exchange(NamedTuple):
    """One answer as its reader saw it, and what the database was asked for it."""

    asked: str
    answer: str
    statements: tuple[str, ...]


@dataclass
class TwinReader:
    """A member, a guest, or whoever got hold of a link."""

    app: Flask
    name: str
    sight: Sight
    person: MemberHandle | None = None
    address: str = ""
    letters: list[ReceivedMail] = field(default_factory=list)
    noted: list[Exchange] = field(default_factory=list)
    browser: FlaskClient | None = None
    has_left: bool = False

    @property
    def id(self) -> str:
        """The id under which a member's page is found."""
        assert self.person, f"{self.name} has no account"
        return self.person.public_id

    def get(self, path: str) -> TestResponse:
        """Look at a page."""
        return self._noted("GET", path, lambda client: client.get(path))

    def post(self, path: str, data: Mapping[str, list[str]]) -> TestResponse:
        """Send a form, and look where it leads."""
        answer = self._noted("POST", path, lambda client: client.post(path, data=data))
        return self.get(answer.location) if answer.status_code == 303 else answer

    def press(
        self,
        path: str,
        page: TestResponse,
        button: str = "",
        typed: Mapping[str, Typed] = NOTHING,
        *,
        action: str = "",
    ) -> TestResponse | None:
        """Fill in the first such form of the page and send it; None where the page does not have it."""
        form = next((one for one in forms_in(page.text) if _fits(one, button, action)), None)
        if form is None or not _takes(form, typed):
            return None
        return self.post(form.action or path, grouped(form.filled(button=button, **typed)))

    def leaves(self) -> None:
        """Time has passed, and the session may have run out."""
        self.browser = None

    def link(self, kind: str) -> str:
        """The path of the newest link of this kind in the mail; empty when none came."""
        links = [link for letter in self.letters for link in letter.links(kind)]
        return links[-1].removeprefix(BASE_URL) if links else ""

    def _noted(self, method: str, path: str, send: Callable[[FlaskClient], TestResponse]) -> TestResponse:
        if self.browser is None:
            here = None if self.has_left else self.person
            self.browser = here.browser() if here else visitor(self.app)
        with statements_of(self.app) as asked:
            answer = send(self.browser)
        self.noted.append(
            Exchange(f"{method} {self.sight.bare(path)}", self.sight.page(answer), tuple(asked))
        )
        return answer


def _fits(form: Form, button: str, action: str) -> bool:
    pressed = not button or any(button in one for one in form.buttons)
    return pressed and bool(form.buttons) and form.action.endswith(action) and form.method == "post"


def _takes(form: Form, typed: Mapping[str, Typed]) -> bool:
    """Whether the form has these fields, and offers these choices."""
    for name, value in typed.items():
        offered = form.options.get(name, []) + form.ticks.get(name, [])
        wanted = value if isinstance(value, list) else [value]
        if name not in form.names or (offered and not set(wanted) <= set(offered)):
            return False
    return True
