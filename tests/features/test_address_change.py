"""Changing one's address: proved at the new one, told to the old one, undone from there for a week."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from intro_app import clock, links
from intro_app.audit.queries import check
from intro_app.db import atomic, db
from intro_app.identity import service
from intro_app.identity.models import AddressChange, Passkey, Session
from intro_app.links import LinkPurpose
from intro_app.outbox import suppress
from tests.support.address_changes import NEW, OLD, Mover
from tests.support.calendar import Calendar
from tests.support.identity_pages import HOST, ask, follow, form_secret, send, without_secrets
from tests.support.mail_server import Mailbox
from tests.support.people import People, visitor

DAY = timedelta(days=1)


@pytest.fixture
def mover(people: People, mailbox: Mailbox) -> Mover:
    """Alice, signed in a moment ago."""
    return Mover(people, mailbox)


def test_the_code_to_the_new_address_changes_it_at_once_and_both_are_told(mover: Mover) -> None:
    elsewhere = mover.person.browser()
    mover.changes()
    assert mover.address() == NEW
    assert mover.letters(NEW)[-1].subject == "Your account uses this address now"
    told = mover.letters(OLD)[-1]
    assert told.subject.startswith("The address of your account was changed on")
    assert told.link("o")
    assert NEW not in told.text
    page = mover.client.get("/me/address").text
    assert "You sign in with alice.marsh@new.example" in page
    assert "By you" in page
    assert elsewhere.get("/me").status_code == 303, "every other browser is signed out"


def test_sign_in_mail_goes_to_the_new_address_and_the_old_one_learns_why(mover: Mover) -> None:
    mover.changes()
    ask(visitor(mover.app), NEW)
    browser = visitor(mover.app)
    follow(browser, mover.letters(NEW)[-1].link("l").removeprefix(HOST))
    assert "Alice Marsh" in browser.get("/me").text
    ask(visitor(mover.app), OLD)
    letter = mover.letters(OLD)[-1]
    assert "Your account moved to another address" in " ".join(letter.text.split())
    assert not letter.links("l"), "nobody joins with an address that may be given back"
    assert mover.undoes(letter.link("o").removeprefix(HOST)).status_code == 200
    assert mover.address() == OLD


def test_whosever_the_address_is_the_answer_is_the_same(mover: Mover, people: People) -> None:
    with mover.app.app_context():
        suppress("stopped@example.org", "everything", clock.now())
    answers = []
    for address in (people.bob.email, "stopped@example.org", "free@example.org"):
        sent = mover.asks(address)
        shown = mover.client.get("/me/address/code")
        refused = send(mover.client, "/me/address/code", code="AAAA-AAAA")
        answers.append((sent.location, without_secrets(shown.text), without_secrets(refused.text)))
    assert answers[0] == answers[1] == answers[2]
    assert "already has an account" in mover.letters(people.bob.email)[-1].subject
    assert "Alice" not in mover.letters(people.bob.email)[-1].text
    assert not mover.letters("stopped@example.org")
    assert "Alice" not in mover.letters("free@example.org")[-1].text


def test_a_member_makes_the_site_write_to_three_strangers_a_day_at_most(
    mover: Mover, the_calendar: Calendar
) -> None:
    answers = [mover.asks(f"stranger{number}@example.org") for number in range(5)]
    answer = answers[-1]
    assert [one.status_code for one in answers] == [303, 303, 303, 422, 422]
    assert "We send three codes a day." in answer.text
    assert 'value="stranger4@example.org"' in answer.text, "what was typed is still there"
    assert len(mover.letters("stranger2@example.org")) == 1
    assert not mover.letters("stranger3@example.org")
    the_calendar.go_to(clock.now() + DAY + timedelta(minutes=1))
    mover.client = mover.person.browser()
    assert mover.asks("stranger3@example.org").status_code == 303


def test_many_members_together_do_not_bury_a_stranger(people: People, mailbox: Mailbox) -> None:
    for name in ("Alice Marsh", "Ben Roe", "Cid Poe", "Dora Lee", "Eve Moss"):
        person = people.join(name, f"{name[:3].lower()}@example.net")
        send(person.browser(), "/me/address", email="stranger@example.org")
    mailbox.deliver(clock.now())
    assert len(mailbox.to("stranger@example.org")) == 3


def test_an_old_sign_in_cannot_begin_it(mover: Mover, the_calendar: Calendar) -> None:
    secret = form_secret(mover.client.get("/me/address"))
    the_calendar.go_to(clock.now() + timedelta(minutes=11))
    assert "we first check that it’s really you" in mover.client.get("/me/address").text
    typed = {"csrf_token": secret, "email": NEW}
    assert "/sign-in/again" in mover.client.post("/me/address", data=typed).location


def test_staff_with_a_passkey_need_it(mover: Mover) -> None:
    mover.person.becomes("moderator")
    mover.client = mover.person.browser(by_passkey=True)
    by_mail = mover.person.browser()
    typed = {"csrf_token": form_secret(by_mail.get("/me/profile")), "email": NEW}
    assert "/sign-in/again" in by_mail.post("/me/address", data=typed).location
    mover.changes()
    assert mover.address() == NEW


def test_a_wrong_code_changes_nothing_and_five_tries_are_all(mover: Mover) -> None:
    mover.asks()
    for _try in range(5):
        assert send(mover.client, "/me/address/code", code="AAAA-AAAA").status_code == 422
    assert mover.proves().status_code == 422
    assert mover.address() == OLD


def test_a_code_of_yesterday_and_one_that_was_replaced_are_worth_nothing(
    mover: Mover, the_calendar: Calendar
) -> None:
    mover.asks()
    mover.asks("other@new.example")
    assert mover.proves().status_code == 422
    the_calendar.go_to(clock.now() + timedelta(minutes=11))
    assert mover.proves("other@new.example").status_code == 422
    assert mover.address() == OLD


def test_another_spelling_of_the_same_mailbox_is_a_change_like_any_other(mover: Mover) -> None:
    assert "This is your address already." in mover.asks(OLD).text
    mover.changes("alice+mutual@example.org")
    assert mover.address() == "alice+mutual@example.org"
    assert mover.undoes(mover.undo_link()).status_code == 200
    assert mover.address() == OLD


def test_undoing_restores_the_address_and_ends_every_way_in_since(mover: Mover) -> None:
    mover.changes()
    with mover.app.app_context(), atomic():
        db.session.add(
            Passkey(
                member_id=mover.person.id, credential_id="x", public_key=b"", name="k", added_at=clock.now()
            )
        )
    link = mover.undo_link()
    shown = visitor(mover.app).get(link)
    assert "Go back to your old address?" in shown.text
    assert "a…@n….example" in shown.text
    assert mover.address() == NEW, "opening the link changes nothing"
    unticked = visitor(mover.app).post("/o", data={"token": link.rpartition("/")[2]})
    assert (unticked.status_code, mover.address()) == (422, NEW)
    done = mover.undoes(link)
    assert "We also removed a passkey" in done.text
    assert mover.address() == OLD
    assert mover.client.get("/me").status_code == 303
    with mover.app.app_context():
        assert not db.session.scalar(select(func.count()).select_from(Session))
        assert not db.session.scalar(select(func.count()).select_from(Passkey))
        assert check().broken is None
    for address in (OLD, NEW):
        assert mover.letters(address)[-1].subject == "The change of your address was undone"
    assert mover.undoes(link).status_code == 410
    mover.client = mover.person.browser()
    assert "Undone on" in mover.client.get("/me/address").text


def test_a_thief_who_changes_it_again_does_not_outrun_the_first_address(mover: Mover) -> None:
    mover.changes()
    mover.changes("thief@new.example")
    later = mover.undo_link(NEW)
    assert mover.undoes(mover.undo_link(OLD)).status_code == 200
    assert mover.address() == OLD
    assert visitor(mover.app).get(later).status_code == 410, "what was changed after it is undone with it"


def test_after_a_week_it_is_too_late_and_the_addresses_are_gone(mover: Mover, the_calendar: Calendar) -> None:
    mover.changes()
    link = mover.undo_link()
    the_calendar.go_to(clock.now() + 7 * DAY + timedelta(hours=2))
    assert visitor(mover.app).get(link).status_code == 410
    assert mover.undoes(link).status_code == 410
    with mover.app.app_context():
        service.forget_addresses(clock.now())
        change = db.session.scalars(select(AddressChange)).one()
        assert (change.old_email, change.new_email) == ("", "")


def test_a_link_of_this_purpose_opens_nothing_else_and_no_other_opens_it(mover: Mover) -> None:
    mover.changes()
    token = mover.undo_link().rpartition("/")[2]
    browser = visitor(mover.app)
    assert browser.get(f"/m/{token}").status_code == 404
    assert browser.get(f"/r/{token}").status_code == 404
    with mover.app.app_context():
        other = links.issue(LinkPurpose.MOVE, "address_change:1", at=clock.now(), until=None)
    assert browser.get(f"/o/{other.rpartition('/')[2]}").status_code == 404
