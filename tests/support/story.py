"""What people do, step by step, with nothing but the pages they see and the mail that reaches them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from werkzeug.test import TestResponse

from intro_app.identity import service as accounts
from intro_app.identity.service.profile import ProfileInput
from tests.support.browsing import PageReader, StoryScene, Typed, grouped
from tests.support.default_texts import GOOD_WORD, LETTER, OFFER
from tests.support.forms import form_with
from tests.support.people import MemberHandle, visitor


@dataclass
class Story(StoryScene):
    """One site and everybody on it; time passes only when somebody waits, and the worker runs meanwhile."""

    cast: list["Somebody"] = field(default_factory=list)

    def member(self, person: MemberHandle, *, details: bool = True) -> "Somebody":
        """A member in this story; with a phone number and a calendar link of their own."""
        somebody = self.comes(person, details=details)
        if details:
            with self.app.app_context():
                profile = ProfileInput(
                    name=person.name, phone=somebody.phone, calendar_link=somebody.calendar
                )
                accounts.describe_yourself(person.member, profile)
        return somebody

    def comes(self, person: MemberHandle, *, details: bool = True) -> "Somebody":
        """A member who has given these details already."""
        somebody = Somebody(self, person.name, person.email, person)
        if details:
            first = person.email.partition("@")[0]
            somebody.phone = f"+49 30 555 {7000 + person.id}"
            somebody.calendar = f"https://cal.example.org/{first}-own"
        self.cast.append(somebody)
        return somebody

    def guest(self, name: str, address: str) -> "Somebody":
        """Somebody without an account."""
        self.cast.append(somebody := Somebody(self, name, address))
        return somebody

    def wait(self, span: timedelta, step: timedelta | None = None) -> None:
        """Time passes; sessions may run out meanwhile, so everybody comes in anew."""
        super().wait(span, step)
        for somebody in self.cast:
            somebody.browser = None

    def details_come_out(self) -> None:
        """The time to undo is over, and the worker has been round."""
        self.wait(timedelta(minutes=16))


@dataclass
class Somebody(PageReader):
    """A person with details of their own, who asks, answers, and thinks again."""

    phone: str = ""
    calendar: str = ""

    @property
    def details(self) -> list[str]:
        """How this person can be reached: what nobody else may read before everyone said yes."""
        return [detail for detail in (self.address, self.phone, self.calendar) if detail]

    @property
    def public_id(self) -> str:
        """The id under which a member's page is found."""
        assert self.person, f"{self.name} has no account"
        return self.person.public_id

    def signs_in(self) -> None:
        """Ask for a link by mail and come in by it."""
        browser = self.browser = visitor(self.story.app)
        form = form_with(browser.get("/sign-in").text, field="email")
        browser.post("/sign-in", data=grouped(form.filled(email=self.address)))
        self.story.work()
        path = "/l/" + self.newest("l").link("l").rpartition("/")[2]
        form = form_with(browser.get(path).text, action="/l")
        assert browser.post("/l", data=grouped(form.filled())).status_code == 303

    def asks(self, to: "Somebody | None" = None, through: "Somebody | None" = None, **letter: Typed) -> str:
        """Write, preview and send a letter, let the worker send its mail; return the introduction's id."""
        path, preview = self.writes(to, through, **letter)
        sent = self.fill(path, preview, "send")
        assert "Your request has been sent." in sent.text, sent.text
        self.story.work()
        return _id_in(sent)

    def writes(
        self, to: "Somebody | None" = None, through: "Somebody | None" = None, **letter: Typed
    ) -> tuple[str, TestResponse]:
        """Write a letter and preview it; return the address of its form, and the preview page."""
        path = self.way_to_ask(to, through)
        page = self.get(path)
        assert page.status_code == 200, page.text
        typed = {
            **LETTER,
            **({} if to else {"someone": "has found a hall for a choir"}),
            "shares": ["email"],
            **letter,
        }
        preview = self.fill(path, page, "preview", typed)
        assert preview.status_code == 200, preview.text
        return path, preview

    def way_to_ask(self, to: "Somebody | None", through: "Somebody | None") -> str:
        """Walk to the page for a letter by links only; its path."""
        start = self.get("/ask")
        if to:
            start = self.follow(self.get(f"/people/{to.public_id}"), rf"/ask\?to={to.public_id}")
        path = f"/ask/{to.public_id}" if to else ""
        if through:
            path = f"/ask/through/{through.public_id}" + (f"/to/{to.public_id}" if to else "")
        assert f'href="{path}"' in start.text, start.text
        return path

    def offers(self, first: "Somebody", second: "Somebody | str", **typed: Typed) -> str:
        """Offer two people to each other; the id of the introduction."""
        start = self.follow(self.get("/ask"), "/offer")
        whom = second if isinstance(second, str) else second.public_id
        preview = self.fill(
            "/offer", start, "preview", {**OFFER, "first": first.public_id, "whom": whom, **typed}
        )
        assert preview.status_code == 200, preview.text
        sent = self.fill("/offer", preview, "send")
        assert "Your offer has been sent" in sent.text, sent.text
        self.story.work()
        return _id_in(sent)

    def answers(self, decision: str, **typed: Typed) -> TestResponse:
        """Answer by the link of the newest question in one's mail."""
        return self.answers_at(self.newest("r").link("r"), decision, **typed)

    def answers_at(self, link: str, decision: str, **typed: Typed) -> TestResponse:
        """Answer by this link, whoever brought it."""
        page = self.opens(link)
        assert page.status_code == 200, page.text
        done = self.fill("/r", page, "Send my answer", {"decision": decision, **typed}, action="/r")
        self.story.work()
        return done

    def says_yes(self, shares: Sequence[str] = ("email",)) -> TestResponse:
        """A party's yes."""
        return self.answers("yes", shares=list(shares))

    def lends_good_word(self, **more: Typed) -> TestResponse:
        """A connector's yes."""
        return self.answers("yes", **{**GOOD_WORD, **more})

    def withdraws(self, public_id: str) -> TestResponse:
        """Press Withdraw in the row of an introduction."""
        mine = self.get("/introductions")
        done = self.fill("/introductions", mine, "Withdraw", action=f"{public_id}/withdraw")
        self.story.work()
        return done


def _id_in(page: TestResponse) -> str:
    return page.request.path.rpartition("/")[2]
