"""What a requester can look at, made comparable: without dates of their own, form secrets and ids."""

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from intro_app import clock
from tests.support.browsing import Typed
from tests.support.identity_pages import code_in
from tests.support.people import visitor
from tests.support.received_mail import ReceivedMail
from tests.support.story import Somebody, Story


@dataclass
class UnmetIntroduction:
    """One introduction that will not come about, for one reason; it reads like all others beside it.

    `ever`, `until_told`: what else its author can look at, for good or until they have heard.
    """

    reason: str
    alice: Somebody
    bob: Somebody
    carol: Somebody
    author: Somebody
    introduction: str = ""
    until_told: dict[str, str] = field(default_factory=dict)
    ever: dict[str, str] = field(default_factory=dict)

    def seen(self) -> dict[str, str]:
        """Everything that its author can look at just now, page by page."""
        paths = {"mine": "/introductions", "this": f"/introductions/{self.introduction}", "agreed": "/agreed"}
        paths |= self.ever if self.is_told() else self.ever | self.until_told
        pages = {name: self.author.get(path) for name, path in paths.items()}
        return {
            name: f"{page.status_code}\n{self._named(bare_page(page.text))}" for name, page in pages.items()
        }

    def _named(self, page: str) -> str:
        """A page with the name of who has left; it goes once the author has heard, and not a day earlier."""
        gone = self.bob if self.reason == "bob is gone" else self.carol
        return page.replace("a former member", gone.name) if self.is_told() else page

    def is_told(self) -> bool:
        """Whether its day has come: from then on its author may see who wants nothing to do with them."""
        return any(letter.tells_of_a_closing for letter in self.author.letters)

    def mailed(self) -> list[str]:
        """Every letter that its author has got."""
        return [bare_letter(letter, self.author.address) for letter in self.author.letters]


Deed = Callable[[UnmetIntroduction], object]


def bare_page(page: str) -> str:
    """A page without what is drawn anew for each reader: form secrets, ids, fractions of a second."""
    lines = [re.sub(r'(name="(csrf_)?token"|datetime=)[^>]*', "", line) for line in page.splitlines()]
    return re.sub(r"[\w-]{22}(?=[\"/?#])", "ID", "\n".join(lines))


@lru_cache(maxsize=2000)
def bare_letter(letter: ReceivedMail, address: str) -> str:
    """A letter without what tells copies apart: tokens, ids, boundaries, the moment, and where it went."""
    varying = {
        "message-id",
        "date",
        "to",
        "content-type",
        "dkim-signature",
        "list-unsubscribe",
        "feedback-id",
        "references",
    }
    headers = sorted(
        f"{name}: {value}" for name, value in letter.message.items() if name.lower() not in varying
    )
    text = "\n".join([*headers, letter.text, letter.html]).replace(address, "ADDRESS")
    text = re.sub(r"X-Entity-Ref-ID: [0-9a-f]{32}", "X-Entity-Ref-ID: ID", text)  # a hash of the Message-ID
    return re.sub(r"[\w-]{22}(?=[\"/?#\s<])", "ID", re.sub(r"/([a-z])/[\w.\-]{40,}", r"/\1/TOKEN", text))


def cast_for(story: Story, reason: str) -> UnmetIntroduction:
    """Another Alice, Bob and Carol, who know each other as always and read like all others of their names."""
    number = len(story.cast)
    alice, bob, carol = (
        story.people.join(name, f"{name[0].lower()}{number:04}@example.org")
        for name in ("Alice Marsh", "Bob Keller", "Carol Duarte")
    )
    story.people.know_each_other(alice, bob)
    story.people.know_each_other(bob, carol)
    members = [story.member(person) for person in (alice, bob, carol)]
    return UnmetIntroduction(reason, members[0], members[1], members[2], members[0])


def assert_alike(cases: list[UnmetIntroduction], *, pages: bool) -> None:
    """Nobody could tell one case from another by what its author sees, and has got by mail."""
    moment, expected = clock.now(), dict[str, str]()
    count = len(cases[0].mailed())
    for case in cases:
        letters = case.mailed()
        assert len(letters) == count, f"{case.reason} at {moment}: {len(letters)} letters and not {count}"
        found = {f"letter {number}": letter for number, letter in enumerate(letters)}
        found |= case.seen() if pages else {}
        for name, text in found.items():
            same = expected.setdefault(name, text)
            assert text == same, f"{case.reason} at {moment}, {name}:\n{_difference(same, text)}"


def leaves_the_site(person: Somebody, **wishes: Typed) -> None:
    """Ask for a code, and delete the account with it; the session is a new one, as the page demands."""
    person.browser = None
    person.fill("/me/leave", person.get("/me/leave"), "E-mail me the code")
    person.story.work()
    code = code_in(person.newest().text)
    path = "/me/leave/code"
    done = person.fill(path, person.get(path), "Delete my account", {"code": code, **wishes})
    assert "Your account has been deleted" in done.text, done.text
    person.browser = None
    person.story.work()


def stops_everything(person: Somebody) -> None:
    """Press the one-click stop of the newest letter's header, as a mail program does."""
    path = person.newest().link("x").partition("example.org")[2]
    answer = visitor(person.story.app).post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200


def _difference(one: str, other: str) -> str:
    lines = difflib.unified_diff(one.splitlines(), other.splitlines(), lineterm="", n=0)
    return "\n".join(list(lines)[:12])
