"""Guests: written to once and never again, known to nobody, forgotten in time."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from intro_app.clock import now
from intro_app.db import atomic, db
from intro_app.introductions.guests import Guest
from intro_app.introductions.models import Ask
from intro_app.introductions.service.answering import say_yes
from intro_app.introductions.states import Role
from tests.support.default_texts import GOOD_WORD
from tests.support.journeys.connected import assert_introduced
from tests.support.journeys.guests_asked import ONCE, bob_lets_the_site_write, guests
from tests.support.people import visitor
from tests.support.story import Somebody, Story

DAY = timedelta(days=1)


def test_a_guest_is_written_to_once_and_never_reminded(
    settled: Story, alice: Somebody, bob: Somebody
) -> None:
    gwen = settled.guest("Gwen Pryce", "gwen@guests.example.net")
    bob_lets_the_site_write(alice, bob, gwen.address)
    settled.wait(120 * DAY, DAY)
    assert [letter.subject for letter in gwen.letters] == [ONCE]
    assert alice.newest().tells_of_a_closing


def test_the_one_letter_says_what_a_guest_has_to_know(settled: Story, alice: Somebody, bob: Somebody) -> None:
    gwen = settled.guest("Gwen Pryce", "gwen@guests.example.net")
    bob_lets_the_site_write(alice, bob, gwen.address)
    text = " ".join(gwen.newest().text.split())
    assert "Bob Keller gave us your address to ask you once: would you like to meet Alice Marsh" in text
    assert "gave us your name and address on" in text
    assert "We delete both by" in text
    assert "You don’t need an account." in text
    assert "This is the only e-mail about this" in text
    assert gwen.newest().message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_guest_who_says_no_is_forgotten_ten_days_later(
    settled: Story, alice: Somebody, bob: Somebody
) -> None:
    gwen = settled.guest("Gwen Pryce", "gwen@guests.example.net")
    bob_lets_the_site_write(alice, bob, gwen.address)
    gwen.answers("no")
    settled.wait(9 * DAY, DAY)
    assert guests(settled) == 1
    settled.wait(2 * DAY, DAY)
    assert guests(settled) == 0


def test_a_guest_for_whom_it_is_not_meant_is_forgotten_at_once(
    settled: Story, alice: Somebody, bob: Somebody
) -> None:
    gwen = settled.guest("Gwen Pryce", "gwen@guests.example.net")
    bob_lets_the_site_write(alice, bob, gwen.address)
    assert "We’ve deleted your address." in gwen.answers("wrong_person").text
    with settled.app.app_context():
        assert list(db.session.execute(select(Guest.name, Guest.email, Guest.proposed_email))) == [
            ("", "", "")
        ]


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
    refused = bob.lends_good_word(
        whom="write", guest_name="Gwen Pryce", guest_email=address, guest_welcomes="y"
    )
    assert refused.status_code == 422
    assert reason in refused.text
    assert "We built the stage of the mill together." in refused.text  # what was typed stays
    assert guests(settled) == 0


def test_the_site_writes_for_bob_only_once_he_has_been_here_for_a_month(
    story: Story, alice: Somebody, bob: Somebody
) -> None:
    alice.asks(through=bob)
    gwen = "gwen@guests.example.net"
    link = bob.newest("r").link("r")
    for page in (bob.opens(link), bob.get("/offer")):  # said before anything is written
        assert "a member for 30 days" in page.text
        assert "e-mail them once for me" not in page.text
    typed = {
        **GOOD_WORD,
        "whom": "write",
        "guest_name": "Gwen Pryce",
        "guest_email": gwen,
        "guest_welcomes": "y",
    }
    # From a page that was opened before.
    sent = {"token": link.rpartition("/")[2], "decision": "yes", **typed}
    refused = visitor(story.app).post("/r", data=sent)
    assert refused.status_code == 422
    assert "a member for 30 days" in refused.text
    assert not story.mailbox.to(gwen)


def test_a_number_that_a_guest_adds_is_passed_on_too(story: Story, alice: Somebody, bob: Somebody) -> None:
    gwen = story.guest("Gwen Pryce", "gwen@guests.example.net")
    gwen.phone = "+49 40 555 1234"
    story.wait(31 * DAY)
    bob_lets_the_site_write(alice, bob, gwen.address)
    gwen.answers("yes", name=gwen.name, email=gwen.address, phone=gwen.phone)
    story.details_come_out()
    assert_introduced(alice, gwen, {"email", "phone"})
    assert_introduced(gwen, alice, {"email"})


@pytest.mark.parametrize(
    ("typed", "shared"),
    [
        ("+49 40 5551234\x7f", "+49 40 5551234"),
        ("\u202a+49 40 5551234\u202c", "+49 40 5551234"),
        ("tel:+49-40-5551234", "+49 40 5551234"),
        ("\x00+49 40 5551234\x1b\x9f", "+49 40 5551234"),
    ],
)
def test_a_number_that_a_guest_pastes_is_cleaned(
    settled: Story, alice: Somebody, bob: Somebody, typed: str, shared: str
) -> None:
    gwen = settled.guest("Gwen Pryce", "gwen@guests.example.net")
    gwen.phone = shared
    bob_lets_the_site_write(alice, bob, gwen.address)
    gwen.answers("yes", name=gwen.name, email=f"Gwen <{gwen.address}>", phone=typed)
    settled.details_come_out()
    assert_introduced(alice, gwen, {"email", "phone"})


@pytest.mark.parametrize(
    "typed",
    [
        "12345\x7f",
        "12345\rEMAIL:x@example.net",
        "ring me, or t.me/mia_t",
        "+49 40 5551234\rEMAIL:x@example.net",
    ],
)
def test_what_is_no_number_is_refused_as_for_members(
    settled: Story, alice: Somebody, bob: Somebody, typed: str
) -> None:
    gwen = settled.guest("Gwen Pryce", "gwen@guests.example.net")
    bob_lets_the_site_write(alice, bob, gwen.address)
    refused = gwen.answers("yes", name=gwen.name, email=gwen.address, phone=typed)
    assert refused.status_code == 422
    assert "doesn’t look like a phone number" in refused.text
    assert typed[:5] in refused.text


@pytest.mark.parametrize(
    "stored",
    [
        "12345\x7f",
        "12345\x9f",
        "12345\x1b",
        "12345\rEMAIL:x@example.net",
        "ring me, or t.me/mia_t",
        "030 123456",
    ],
)
def test_what_was_stored_before_it_was_looked_at_stops_no_introduction(
    settled: Story, alice: Somebody, bob: Somebody, stored: str
) -> None:
    gwen = settled.guest("Gwen Pryce", "gwen@guests.example.net")
    bob_lets_the_site_write(alice, bob, gwen.address)
    with settled.app.app_context(), atomic():
        db.session.execute(update(Guest).values(phone=stored))
        ask = db.session.scalars(select(Ask).where(Ask.role == Role.SECOND)).one()
        guest = db.session.scalars(select(Guest)).one()
        say_yes(ask, guest.fields, at=now(), how="link")
    settled.details_come_out()
    assert_introduced(gwen, alice, {"email"})
    assert alice.newest().text.count("gwen@guests.example.net") > 0
    assert "example.net\r" not in alice.newest().text
    assert "x@example.net" not in alice.newest().text
    assert "t.me" not in alice.newest().text
