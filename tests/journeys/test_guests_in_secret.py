"""What nobody may learn of guests: who stopped the mail, who is a member, who is asked by hand."""

import re

import pytest
from sqlalchemy import select

from intro_app import clock
from intro_app.db import db
from intro_app.introductions.guests import Guest
from tests.support.journeys.connected import assert_introduced, assert_nothing_leaked, assert_thanked
from tests.support.journeys.guests_asked import ONCE, another_pair, assert_same, bob_lets_the_site_write
from tests.support.story import Somebody, Story

pytestmark = pytest.mark.both_databases


def test_a_suppressed_address_looks_exactly_like_success_and_nothing_is_sent(
    settled: Story, alice: Somebody, bob: Somebody
) -> None:
    hugo = settled.guest("Gwen Pryce", "hugo@guests.example.net")
    bob_lets_the_site_write(alice, bob, hugo.address)
    assert "scrambled version" in hugo.answers("never").text

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
    assert dana.newest().subject == "Bob Keller would like to introduce you to someone"
    dana.says_yes(["phone"])
    assert_nothing_leaked(settled)
    settled.details_come_out()
    assert_introduced(alice, dana, {"phone"})
    assert_introduced(dana, alice, {"email"})
    assert_thanked(bob, alice, dana)
    assert "Dana" not in bob.newest().text


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
