"""Words that somebody reads on a page and reports from there, and what both sides do in their case."""

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select

from intro_app.community.threads.models import Post, Thread
from intro_app.db import db
from tests.support.moderation_desk import WORDS, Moderator
from tests.support.report_subjects import Square
from tests.support.story import Somebody, Story

# On which page a kind is read; a post on that of its thread.
PAGES = {
    "board_note": "/board",
    "profile": "/people/{}",
    "circle": "/circles/{}",
    "gathering": "/gatherings/{}",
    "thank_you": "/introduced",
    "group": "/groups/{}",
    "site": "/promise",
}
SIDE = "It was meant as a joke among friends."
APPEAL = "Everybody there knew that it was a joke."


class WordsFinder(Protocol):
    """How somebody comes to the words, and to the form for a report."""

    reader: Somebody

    def page(self) -> str: ...

    def reports(self) -> None: ...


@dataclass
class OnPage:
    """A member reads the words on their page, and follows the link below them."""

    reader: Somebody
    path: str
    form: str

    def page(self) -> str:
        """What they see there now."""
        return self.reader.get(self.path).text

    def reports(self) -> None:
        """Follow the link of the page and fill in the form."""
        form = self.reader.follow(self.reader.get(self.path), self.form)
        typed = {"grounds": "harassment", "text": WORDS}
        done = self.reader.fill(form.request.path, form, "Send the report", typed)
        assert "We’ve received your report" in done.text
        self.reader.story.work()


@dataclass
class ByLink:
    """Somebody without an account reads the words behind the link of an e-mail."""

    reader: Somebody
    link: str

    def page(self) -> str:
        """What they see there now."""
        return self.reader.opens(self.link).text

    def reports(self) -> None:
        """Follow the link of the page and fill in the form, with an address for the outcome."""
        where = self.link.replace("/i/", "/p/")
        assert f'href="{where.removeprefix("https://meet.example.org")}"' in self.page()
        typed = {"grounds": "harassment", "text": WORDS, "address": self.reader.address}
        done = self.reader.fill("/p", self.reader.opens(where), "Send the report", typed)
        assert "We’ve received your report" in done.text
        self.reader.story.work()


def where_it_stands(square: Square, kind: str, public_id: str) -> str:
    """The path of the page on which these words are read."""
    if "post" not in kind:
        return PAGES[kind].format(public_id)
    with square.app.app_context():
        of_it = select(Thread.public_id).join(Post, Post.thread_id == Thread.id)
        thread = db.session.scalars(of_it.where(Post.public_id == public_id)).one()
    return f"/circles/{square.circle}/threads/{thread}"


def is_heard(author: Somebody) -> None:
    """The author is asked by mail, and answers by its link without signing in."""
    asked = author.newest("h")
    assert asked.subject == "A concern about something you wrote: what’s your side?"
    page = author.opens(asked.link("h"))
    assert "Thank you." in author.fill("/h", page, "Send my side", {"words": SIDE}, action="/h/answer").text


def appeals(somebody: Somebody) -> None:
    """Appeal by the link of the newest decision."""
    decided = somebody.newest("h")
    assert decided.subject == "What we decided, and why"
    page = somebody.opens(decided.link("h"))
    done = somebody.fill("/h", page, "Appeal", {"words": APPEAL}, action="/h/appeal")
    assert "We’ve received your appeal." in done.text


def is_overturned(dan: Moderator, erin: Moderator, appellant: Somebody) -> None:
    """Dan, who decided, may not judge; Erin finds that nothing was wrong, and whoever appealed hears why."""
    assert APPEAL in erin.reads().text
    assert dan.reviews_unasked("overturned").status_code == 403
    assert erin.reviews("overturned", reasons="They all knew each other.").status_code == 303
    told = appellant.newest("h")
    assert told.subject == "The outcome of an appeal"
    assert "They all knew each other." in told.text


def called_by_mail(story: Story, dan: Moderator) -> str:
    """The e-mail that called a moderator, in one line."""
    (letter,) = [one for one in story.mailbox.to(dan.person.email) if "needs a moderator" in one.subject]
    return " ".join(letter.text.split())
