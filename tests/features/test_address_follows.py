"""What follows somebody to a new address: waiting mail, stops, blocks, the archive; and what others see."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from intro_app import clock
from intro_app.db import atomic, db
from intro_app.identity import service
from intro_app.identity.models import AddressChange
from intro_app.outbox import is_suppressed, post, suppress
from intro_app.people import service as people_service
from intro_app.people.emails import acquaintance_question
from intro_app.people.models import Acquaintance
from intro_app.people.visibility import is_blocked
from intro_app.privacy import service as privacy
from intro_app.privacy.archives import contents
from intro_app.privacy.models import FormerMember
from intro_app.privacy.service import Wishes
from tests.support.address_changes import NEW, OLD, Mover
from tests.support.calendar import Calendar
from tests.support.database_contents import everything_in
from tests.support.identity_pages import HOST, without_secrets
from tests.support.mail_server import Mailbox
from tests.support.people import People, visitor

DAY = timedelta(days=1)


@pytest.fixture
def mover(people: People, mailbox: Mailbox) -> Mover:
    """Alice, signed in a moment ago."""
    return Mover(people, mailbox)


def test_waiting_mail_follows_with_its_header_and_its_stops(mover: Mover, people: People) -> None:
    later = _posts_a_question(mover, people)
    with mover.app.app_context():
        suppress(OLD, "kind:digest", clock.now())
        suppress(NEW, "requester:7", clock.now())
    mover.changes()
    mover.mailbox.deliver(later)
    moved = mover.mailbox.newest(NEW)
    assert moved.subject == "Bob Keller says you know each other"
    assert str(moved.message["To"]) == f"Alice Marsh <{NEW}>"
    with mover.app.app_context():
        assert is_suppressed(NEW, ["kind:digest"], at=clock.now())
        assert is_suppressed(NEW, ["requester:7"], at=clock.now())
    visitor(mover.app).post(moved.link("x").removeprefix(HOST), data={"List-Unsubscribe": "One-Click"})
    with mover.app.app_context():
        assert is_suppressed(NEW, at=clock.now())
        assert mover.person.member.door.no_mail


def test_a_stop_link_of_before_stops_the_mailbox_of_today(
    mover: Mover, people: People, the_calendar: Calendar
) -> None:
    later = _posts_a_question(mover, people)
    mover.mailbox.deliver(later)
    link = mover.mailbox.newest(OLD).link("x").removeprefix(HOST)
    the_calendar.go_to(later)
    mover.client = mover.person.browser()
    mover.changes()
    visitor(mover.app).post(link, data={"List-Unsubscribe": "One-Click"})
    with mover.app.app_context():
        assert is_suppressed(OLD, at=clock.now())
        assert is_suppressed(NEW, at=clock.now())
        assert mover.person.member.door.no_mail


def test_a_mailbox_that_wants_no_mail_at_all_closes_the_door_of_who_moves_there(mover: Mover) -> None:
    mover.asks()
    code_came = mover.letters(NEW)
    assert code_came
    with mover.app.app_context():
        suppress(NEW, "everything", clock.now())
    assert mover.proves().status_code == 303
    with mover.app.app_context():
        assert mover.person.member.door.no_mail


def test_others_read_the_same_before_and_after(mover: Mover, people: People) -> None:
    reader = people.bob.browser()
    people.know_each_other(people.alice, people.bob)
    pages = ["/people", f"/people/{mover.person.public_id}", "/me/acquaintances", "/introduced"]
    before = [without_secrets(reader.get(page).text) for page in pages]
    letters = len(mover.mailbox.to(people.bob.email))
    mover.changes()
    assert [without_secrets(reader.get(page).text) for page in pages] == before
    assert len(mover.mailbox.to(people.bob.email)) == letters


def test_who_left_under_one_address_is_known_under_the_earlier_one_too(mover: Mover, people: People) -> None:
    mover.changes()
    with mover.app.app_context():
        people_service.block(people.carol.id, mover.person.id, clock.now())
        privacy.close_now(mover.person.member, Wishes(), clock.now())
        for address in (OLD, NEW):
            again = service.join(address, "Alice Again", clock.now())
            assert is_blocked(again.id, people.carol.id), address


def test_who_changes_to_the_mailbox_of_an_account_that_ended_is_its_owner(
    mover: Mover, people: People
) -> None:
    with mover.app.app_context():
        people_service.block(people.carol.id, people.mallory.id, clock.now())
        privacy.close_now(people.mallory.member, Wishes(), clock.now())
    mover.changes(people.mallory.email)
    with mover.app.app_context():
        assert is_blocked(mover.person.id, people.carol.id)


def test_leaving_ends_the_links_and_erases_both_addresses(mover: Mover) -> None:
    mover.changes()
    link = mover.undo_link()
    with mover.app.app_context():
        privacy.close_now(mover.person.member, Wishes(), clock.now())
    mover.letters(NEW)
    assert mover.undoes(link).status_code == 410
    with mover.app.app_context():
        privacy.erase_rest(clock.now() + timedelta(minutes=1))
        privacy.erase_rest(clock.now() + timedelta(minutes=2))
        found = everything_in(db.engine)
        assert not [value for value in (OLD, NEW) if value.encode() in found]
        privacy.forget_former(clock.now() + 400 * DAY)
        assert not db.session.scalars(select(FormerMember)).all()
        assert not db.session.scalars(select(AddressChange)).all()


def test_the_archive_tells_of_it_and_of_the_mail_to_both_addresses(mover: Mover) -> None:
    mover.changes()
    with mover.app.app_context():
        archive = contents(mover.person.member, clock.now())
    (change,) = archive["address_changes"]
    assert change["changed_at"]
    assert not change["by_operator"]
    kinds = {mail["kind"] for mail in archive["mail_to_me"]}
    assert {"address_code", "address_changed", "address_confirmed"} <= kinds


def test_the_browser_is_known_at_the_new_mailbox(mover: Mover) -> None:
    mover.asks()
    answer = mover.proves()
    assert any("known=" in value for value in answer.headers.getlist("Set-Cookie"))


def _posts_a_question(mover: Mover, people: People) -> datetime:
    """Put a letter to Alice into the outbox that is due in an hour; return when."""
    later = clock.now() + timedelta(hours=1)
    with mover.app.app_context():
        alice, bob = mover.person.member, people.bob.member
        known = Acquaintance(a_id=alice.id, b_id=bob.id, proposed_by_id=bob.id, proposed_at=clock.now())
        with atomic():
            db.session.add(known)
            db.session.flush()
            question = acquaintance_question(bob, alice, known, f"{HOST}/k/sample")
            post(question, at=clock.now(), not_before=later)
    return later
