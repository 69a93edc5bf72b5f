"""Guests: written to once and never again, known to nobody, forgotten in time."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from intro_app import clock
from intro_app.db import db
from intro_app.introductions.guests import Guest
from tests.ground.steps import Somebody, Story
from tests.journeys.connected import assert_introduced, assert_nothing_leaked, assert_thanked

DAY = timedelta(days=1)
ONCE = "Someone you know asked us to pass this on, once"


@dataclass
class Asked:
    """What Bob saw and got while he let the site write to somebody."""

    introduction: str
    pages: list[str]
    subjects: list[str]


@pytest.fixture
def settled(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> Story:
    """A month has passed, so that Bob may let the site write for him."""
    story.wait(31 * DAY)
    return story


def bob_lets_the_site_write(alice: Somebody, bob: Somebody, address: str, name: str = "Gwen Pryce") -> Asked:
    """Alice asks for somebody; Bob gives this address; then everything that Bob and Alice can look at."""
    introduction = alice.asks(through=bob)
    mails = len(bob.letters)
    thanks = bob.lends_good_word(whom="write", guest_name=name, guest_email=address, guest_welcomes="y")
    paths = ("/introductions", f"/introductions/{introduction}", "/agreed")
    pages = [thanks, *(who.get(path) for who in (alice, bob) for path in paths)]
    assert {page.status_code for page in pages} == {200}
    return Asked(introduction, [bare(page.text) for page in pages], [one.subject for one in bob.letters[mails:]])


def bare(page: str) -> str:
    """A page without what is drawn anew each time: form secrets, ids, fractions of seconds."""
    lines = [re.sub(r'(name="csrf_token"|datetime=)[^>]*', "", line) for line in page.splitlines()]
    return re.sub(r"[\w-]{22}(?=[\"/?])", "ID", "\n".join(lines))


def assert_same(one: Asked, other: Asked) -> None:
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


def test_a_guest_is_written_to_once_and_never_reminded(settled: Story, alice: Somebody, bob: Somebody) -> None:
    gwen = settled.guest("Gwen Pryce", "gwen@guests.example.net")
    bob_lets_the_site_write(alice, bob, gwen.address)
    settled.wait(120 * DAY, DAY)
    assert [letter.subject for letter in gwen.letters] == [ONCE]
    assert alice.newest().subject == "This one did not come about"


def test_the_one_letter_says_what_a_guest_has_to_know(settled: Story, alice: Somebody, bob: Somebody) -> None:
    gwen = settled.guest("Gwen Pryce", "gwen@guests.example.net")
    bob_lets_the_site_write(alice, bob, gwen.address)
    text = " ".join(gwen.newest().text.split())
    assert "Bob Keller asked us to pass this on to you" in text
    assert "gave us your name and address on" in text
    assert "We erase both by" in text
    assert "You need no account." in text
    assert "There is no reminder" in text
    assert gwen.newest().message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_guest_who_says_no_is_forgotten_ten_days_later(settled: Story, alice: Somebody, bob: Somebody) -> None:
    gwen = settled.guest("Gwen Pryce", "gwen@guests.example.net")
    bob_lets_the_site_write(alice, bob, gwen.address)
    gwen.answers("no")
    settled.wait(9 * DAY, DAY)
    assert guests(settled) == 1
    settled.wait(2 * DAY, DAY)
    assert guests(settled) == 0


def test_a_guest_for_whom_it_is_not_meant_is_forgotten_at_once(settled: Story, alice: Somebody, bob: Somebody) -> None:
    gwen = settled.guest("Gwen Pryce", "gwen@guests.example.net")
    bob_lets_the_site_write(alice, bob, gwen.address)
    assert "We have forgotten your address." in gwen.answers("wrong_person").text
    with settled.app.app_context():
        assert list(db.session.execute(select(Guest.name, Guest.email, Guest.proposed_email))) == [("", "", "")]


def test_a_suppressed_address_looks_exactly_like_success_and_nothing_is_sent(
    settled: Story, alice: Somebody, bob: Somebody
) -> None:
    hugo = settled.guest("Gwen Pryce", "hugo@guests.example.net")
    bob_lets_the_site_write(alice, bob, hugo.address)
    assert "scrambled fingerprint" in hugo.answers("never").text

    pairs = [another_pair(settled), another_pair(settled)]
    moment = clock.now()
    gwen = settled.guest("Gwen Pryce", "gwen@guests.example.net")
    asked = []
    for (other_alice, other_bob), guest in zip(pairs, (gwen, hugo), strict=True):
        settled.the_calendar.go_to(moment)
        asked.append(bob_lets_the_site_write(other_alice, other_bob, guest.address))
    assert_same(*asked)
    assert [letter.subject for letter in gwen.letters] == [ONCE]
    assert [letter.subject for letter in hugo.letters] == [ONCE]  # the one before "never"


def test_the_address_of_a_member_becomes_the_member_s_own_ask_and_bob_cannot_tell(
    settled: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    dana = settled.member(settled.people.join("Dana Weiss", "dana@guests.example.net"))
    other_alice, other_bob = another_pair(settled)
    moment = clock.now()
    as_member = bob_lets_the_site_write(alice, bob, dana.address)
    settled.the_calendar.go_to(moment)
    assert_same(as_member, bob_lets_the_site_write(other_alice, other_bob, "gwen@guests.example.net"))
    assert dana.newest().subject == "Someone you know would like to introduce you"
    dana.says_yes(["phone"])
    assert_nothing_leaked(settled)
    settled.details_come_out()
    assert_introduced(alice, dana, {"phone"})
    assert_introduced(dana, alice, {"email"})
    assert_thanked(bob, alice, dana)
    assert "Dana" not in bob.newest().text


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("alice@example.org", "someone who is already part of this introduction"),
        ("Bob+mill@example.org", "someone who is already part of this introduction"),
        ("sales@firm.example.net", "the address of an office or a list"),
    ],
)
def test_addresses_that_are_not_a_guest_s_own_are_refused(
    settled: Story, alice: Somebody, bob: Somebody, address: str, reason: str
) -> None:
    alice.asks(through=bob)
    refused = bob.lends_good_word(whom="write", guest_name="Gwen Pryce", guest_email=address, guest_welcomes="y")
    assert refused.status_code == 422
    assert reason in refused.text
    assert "We built the stage of the mill together." in refused.text  # what was typed stays
    assert guests(settled) == 0


def test_the_site_writes_for_bob_only_once_he_has_been_here_for_a_month(
    story: Story, alice: Somebody, bob: Somebody
) -> None:
    alice.asks(through=bob)
    gwen = "gwen@guests.example.net"
    refused = bob.lends_good_word(whom="write", guest_name="Gwen Pryce", guest_email=gwen, guest_welcomes="y")
    assert refused.status_code == 422
    assert "30 days after joining" in refused.text
    assert not story.mailbox.to(gwen)


def test_a_guest_answers_yes_twice_and_gets_one_code(story: Story, alice: Somebody, bob: Somebody) -> None:
    gwen = story.guest("Gwen Pryce", "gwen@guests.example.net")
    alice.asks(through=bob)
    link = re.findall(r'class="link-written">([^<]+)<', bob.lends_good_word(whom="carry").text)[0]
    gwen.answers_at(link, "yes", name=gwen.name, email=gwen.address)
    gwen.answers_at(link, "yes", name=gwen.name, email=gwen.address)
    assert len(gwen.letters) == 1


def test_a_guest_who_carries_on_in_secret_is_nowhere_in_the_database(
    story: Story, alice: Somebody, bob: Somebody
) -> None:
    alice.asks(through=bob)
    bob.lends_good_word(whom="carry", guest_label="G. from the mill")
    with story.app.app_context():
        assert list(db.session.execute(select(Guest.name, Guest.email, Guest.phone))) == [("", "", "")]


def test_a_number_that_a_guest_adds_is_passed_on_too(story: Story, alice: Somebody, bob: Somebody) -> None:
    gwen = story.guest("Gwen Pryce", "gwen@guests.example.net")
    gwen.phone = "+49 40 555 1234"
    story.wait(31 * DAY)
    bob_lets_the_site_write(alice, bob, gwen.address)
    gwen.answers("yes", name=gwen.name, email=gwen.address, phone=gwen.phone)
    story.details_come_out()
    assert_introduced(alice, gwen, {"email", "phone"})
    assert_introduced(gwen, alice, {"email"})


def guests(story: Story) -> int:
    """How many guests the site still knows of."""
    with story.app.app_context():
        return db.session.scalar(select(func.count()).select_from(Guest)) or 0
