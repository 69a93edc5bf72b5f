"""Bob lets the site write to a guest, and everything that can be seen of it."""

import re
from dataclasses import dataclass

from sqlalchemy import func, select

from intro_app.db import db
from intro_app.introductions.guests import Guest
from tests.support.story import Somebody, Story

ONCE = "Bob Keller would like to introduce you to someone"


@dataclass
class GuestAsked:
    """What Bob saw and got while he let the site write to somebody."""

    introduction: str
    pages: list[str]
    subjects: list[str]


def bob_lets_the_site_write(
    alice: Somebody, bob: Somebody, address: str, name: str = "Gwen Pryce"
) -> GuestAsked:
    """Alice asks for somebody; Bob gives this address; then everything that Bob and Alice can look at."""
    introduction = alice.asks(through=bob)
    mails = len(bob.letters)
    thanks = bob.lends_good_word(whom="write", guest_name=name, guest_email=address, guest_welcomes="y")
    paths = ("/introductions", f"/introductions/{introduction}", "/agreed")
    pages = [thanks, *(who.get(path) for who in (alice, bob) for path in paths)]
    assert {page.status_code for page in pages} == {200}
    return GuestAsked(
        introduction, [bare(page.text) for page in pages], [one.subject for one in bob.letters[mails:]]
    )


def bare(page: str) -> str:
    """A page without what is drawn anew each time: form secrets, ids, fractions of seconds."""
    lines = [re.sub(r'(name="csrf_token"|datetime=)[^>]*', "", line) for line in page.splitlines()]
    return re.sub(r"[\w-]{22}(?=[\"/?])", "ID", "\n".join(lines))


def assert_same(one: GuestAsked, other: GuestAsked) -> None:
    """Neither of the two asks could be told from the other by what was seen and mailed."""
    for page, same in zip(one.pages, other.pages, strict=True):
        assert page.splitlines() == same.splitlines()
    assert one.subjects == other.subjects


def another_pair(story: Story) -> tuple[Somebody, Somebody]:
    """Another Alice and another Bob, who read like the first two."""
    alice = story.people.join("Alice Marsh", f"alice.{len(story.cast)}@example.org")
    bob = story.people.join("Bob Keller", f"bob.{len(story.cast)}@example.org")
    story.people.know_each_other(alice, bob)
    story.people.know_each_other(bob, story.people.carol)
    story.people.vouch_for(bob)
    return story.member(alice), story.member(bob)


def guests(story: Story) -> int:
    """How many guests the site still knows of."""
    with story.app.app_context():
        return db.session.scalar(select(func.count()).select_from(Guest)) or 0
