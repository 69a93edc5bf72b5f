"""People without an account at a gathering: the public page, the mailed link, seats, and what is kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import icalendar
import pytest
from flask import Flask
from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from intro_app import links
from intro_app.community.gatherings import queries
from intro_app.community.gatherings import service as gatherings
from intro_app.community.gatherings.models import Attendance, GatheringReply, GatheringVisitor
from intro_app.community.visiting import service as visiting
from intro_app.db import db
from intro_app.links import LinkPurpose
from intro_app.people.service import block
from tests.support.community import Village, found_gathering, letter, replies, says, work
from tests.support.forms import FROM_OUR_PAGE, form_with
from tests.support.mail_server import Mailbox
from tests.support.people import People, visitor
from tests.support.received_mail import ReceivedMail
from tests.support.series import change_from

OLGA = "olga@example.net"
ASKED = "Your link to sign up for a gathering"


@pytest.fixture
def gathering(village: Village, people: People) -> str:
    """The public id of a gathering of Alice's with Bob invited, to which visitors may come."""
    circle = village.circle(people.alice, people.bob)
    return village.gathering(circle, people.alice, takes_visitors=True, capacity=2)


def _asks(app: Flask, gathering: str, *, address: str = OLGA, name: str = "Olga Petrenko") -> TestResponse:
    browser = visitor(app)
    form = form_with(browser.get(f"/visit/{gathering}").text, field="email")
    return browser.post(
        f"/visit/{gathering}", data=dict(form.filled(name=name, email=address)), headers=FROM_OUR_PAGE
    )


def _path(mail: ReceivedMail) -> str:
    return mail.link("v").removeprefix("https://meet.example.org")


def _comes(app: Flask, mail: ReceivedMail, **typed: str) -> TestResponse:
    browser = visitor(app)
    form = form_with(browser.get(_path(mail)).text, field="name")
    return browser.post("/v", data=dict(form.filled(**typed)))


def _visits(app: Flask, gathering: str, mailbox: Mailbox, at: datetime, **typed: str) -> ReceivedMail:
    """Olga asks and confirms; return the first e-mail."""
    _asks(app, gathering)
    mailbox.deliver(at)
    asked = letter(mailbox, OLGA, ASKED)
    _comes(app, asked, **typed)
    mailbox.deliver(at)
    return asked


def test_only_what_a_host_opened_is_public(
    app: Flask, village: Village, people: People, gathering: str
) -> None:
    page = visitor(app).get(f"/visit/{gathering}")
    assert page.status_code == 200
    assert '<meta name="robots" content="noindex">' in page.text
    assert "Evening of pipes" in page.text
    assert "St Jakob, the loft" in page.text
    assert "openstreetmap.org/search?query=St+Jakob" in page.text
    assert "meet.example.net" not in page.text, "the link is for those who have a place"
    for name in ("Alice Marsh", "Bob Keller"):
        assert name not in page.text
    closed = village.gathering(village.circle(people.alice, name="Other"), people.alice)
    assert visitor(app).get(f"/visit/{closed}").status_code == 404


def test_a_visitor_signs_up_by_the_mailed_link(
    app: Flask, people: People, gathering: str, mailbox: Mailbox, at: datetime
) -> None:
    assert _asks(app, gathering).status_code == 200
    mailbox.deliver(at)
    asked = letter(mailbox, OLGA, ASKED)
    assert len(asked.text.splitlines()) <= 25
    assert visitor(app).get(_path(asked)).status_code == 200
    with app.app_context():
        assert queries.counts_of(found_gathering(gathering).id).going == 1, "to look is not to come"
    page = _comes(app, asked)
    assert "You have a place." in page.text
    assert "meet.example.net/loft" in page.text
    mailbox.deliver(at)
    told = letter(mailbox, OLGA, "You’ve signed up for a gathering")
    (event,) = icalendar.Calendar.from_ical(told.attachments["gathering.ics"]).events
    assert event["ATTENDEE"] == f"mailto:{OLGA}"
    assert str(event["URL"]).endswith(f"/visit/{gathering}")
    host = people.alice.browser().get(f"/gatherings/{gathering}").text
    assert "Olga Petrenko" in host
    assert OLGA not in host
    says(app, gathering, people.bob, at)
    assert replies(app, gathering)["Bob"] == "waiting", "one list of seats for all"


def test_known_and_unknown_addresses_are_answered_alike(
    app: Flask, people: People, gathering: str, mailbox: Mailbox, at: datetime
) -> None:
    _visits(app, gathering, mailbox, at)
    said = [_asks(app, gathering, address=one).text for one in (OLGA, "new@example.net", "bob@example.org")]
    assert len(set(said)) == 1
    assert people.bob.browser().get("/me").status_code == 200


def test_one_mailbox_gets_three_links_a_day_and_none_once_it_said_never(
    app: Flask, gathering: str, mailbox: Mailbox, at: datetime
) -> None:
    for spelled in ("olga@example.net", "olga+a@example.net", "OLGA+b@example.net", "olga+c@example.net"):
        assert _asks(app, gathering, address=spelled).status_code == 200
    mailbox.deliver(at)
    sent = [one for one in mailbox.letters if one.subject == ASKED]
    assert len(sent) == 3
    stop = sent[0].link("x").removeprefix("https://meet.example.org")
    browser = visitor(app)
    form = form_with(browser.get(stop).text, field="scope")
    browser.post("/x", data=dict(form.filled()))
    mailbox.empty()
    _asks(app, gathering)
    mailbox.deliver(at + timedelta(days=2))
    assert not mailbox.letters


def test_a_member_who_comes_takes_no_second_seat(
    app: Flask, people: People, gathering: str, mailbox: Mailbox, at: datetime
) -> None:
    says(app, gathering, people.bob, at)
    _asks(app, gathering, address="bob@example.org", name="Robert")
    mailbox.deliver(at)
    page = _comes(app, letter(mailbox, "bob@example.org", ASKED))
    assert page.status_code == 422
    assert "already signed up with your account" in page.text


def test_a_visitor_and_a_member_race_for_the_last_seat(
    app: Flask, people: People, gathering: str, mailbox: Mailbox, at: datetime
) -> None:
    crowd = [f"guest{number}@example.net" for number in range(6)]
    for address in crowd:
        _asks(app, gathering, address=address, name="Guest Lind")
    mailbox.deliver(at)
    tokens = [letter(mailbox, one, ASKED).link("v").rpartition("/")[2] for one in crowd]
    together = Barrier(len(tokens) + 1)

    def comes(token: str) -> None:
        together.wait()
        with app.app_context():
            link = links.find(token, LinkPurpose.VISIT)
            visiting.confirm(link, "Guest Lind", agrees=False, at=at)

    def member_comes() -> None:
        together.wait()
        says(app, gathering, people.bob, at)

    with ThreadPoolExecutor(len(tokens) + 1) as pool:
        for done in [*(pool.submit(comes, one) for one in tokens), pool.submit(member_comes)]:
            done.result()
    with app.app_context():
        this = found_gathering(gathering)
        assert queries.counts_of(this.id) == (2, 6), "the host has one of two seats"
        waits = select(Attendance.turn).where(Attendance.reply == GatheringReply.WAITING)
        assert sorted(db.session.scalars(waits)) == list(range(1, 7))


def test_the_line_moves_up_over_members_and_visitors(
    app: Flask, people: People, gathering: str, mailbox: Mailbox, at: datetime
) -> None:
    says(app, gathering, people.bob, at)
    asked = _visits(app, gathering, mailbox, at)
    assert "waiting list" in letter(mailbox, OLGA, "You’ve signed up for a gathering").text
    says(app, gathering, people.bob, at, comes=False)
    mailbox.deliver(at)
    told = letter(mailbox, OLGA, "You’ve got a place")
    assert "https://meet.example.net/loft" in told.text
    browser = visitor(app)
    form = form_with(browser.get(_path(asked)).text, action="/v/withdraw")
    says(app, gathering, people.bob, at)
    assert browser.post("/v/withdraw", data=dict(form.filled())).status_code == 200
    assert replies(app, gathering)["Bob"] == "going"
    assert browser.get(_path(asked)).status_code == 410
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(GatheringVisitor)) == 0


def test_a_visitor_is_told_of_a_change_a_reminder_and_a_cancellation(
    app: Flask, people: People, gathering: str, mailbox: Mailbox, at: datetime
) -> None:
    _visits(app, gathering, mailbox, at)
    change_from(app, gathering, people.alice, at, place="The yard", takes_visitors=True)
    work(app, mailbox, at)
    changed = letter(mailbox, OLGA, "A gathering has changed")
    assert b"METHOD:REQUEST" in changed.attachments["gathering.ics"]
    assert changed.link("v")
    with app.app_context():
        starts = found_gathering(gathering).starts_at
    work(app, mailbox, starts - timedelta(hours=20))
    assert letter(mailbox, OLGA, "Reminder: your gathering is within a day").link("v")
    with app.app_context():
        gatherings.cancel(found_gathering(gathering).id, people.alice.id, starts - timedelta(hours=10))
    work(app, mailbox, starts - timedelta(hours=9))
    cancelled = letter(mailbox, OLGA, "A gathering has been cancelled")
    assert b"METHOD:CANCEL" in cancelled.attachments["gathering.ics"]


def test_names_and_addresses_are_sealed_and_erased(
    app: Flask, gathering: str, mailbox: Mailbox, at: datetime
) -> None:
    _visits(app, gathering, mailbox, at)
    _asks(app, gathering, address="never@example.net", name="Never Came")
    with app.app_context():
        rows = str(db.session.execute(text("SELECT * FROM gathering_visitor")).all())
        assert "Petrenko" not in rows
        assert "example.net" not in rows
        ends = found_gathering(gathering).starts_at
    for moment, left in ((at + timedelta(days=2, hours=1), 1), (ends + timedelta(days=29), 1)):
        with app.app_context():
            visiting.forget_visitors(moment)
            assert db.session.scalar(select(func.count()).select_from(GatheringVisitor)) == left
    with app.app_context():
        visiting.forget_visitors(ends + timedelta(days=30, hours=2))
        assert db.session.scalar(select(func.count()).select_from(GatheringVisitor)) == 0
        assert not db.session.scalars(select(Attendance.visitor_id).where(Attendance.visitor_id > 0)).all()


def test_a_visitor_corrects_what_is_kept(app: Flask, gathering: str, mailbox: Mailbox, at: datetime) -> None:
    asked = _visits(app, gathering, mailbox, at)
    page = _comes(app, asked, name="Olha Petrenko")
    assert "Olha Petrenko" in page.text
    assert len([one for one in mailbox.to(OLGA) if "signed up" in one.subject]) == 1


def test_a_public_page_can_be_reported_without_an_account(app: Flask, gathering: str) -> None:
    page = visitor(app).get(f"/visit/{gathering}").text
    report = f"/report/gathering/{gathering}"
    assert report in page
    assert visitor(app).get(report).status_code == 200


@pytest.mark.parametrize("blocker", ["alice", "carol"])
def test_a_member_from_whom_a_block_hides_the_host_does_not_come_by_mail_either(
    app: Flask, gathering: str, people: People, mailbox: Mailbox, at: datetime, blocker: str
) -> None:
    carol, other = people.carol, "carol+evening@example.org"
    _asks(app, gathering, address=other)
    mailbox.deliver(at)
    before = letter(mailbox, other, ASKED)
    both = (people.alice, carol) if blocker == "alice" else (carol, people.alice)
    with app.app_context():
        block(both[0].id, both[1].id, at)
    assert _asks(app, gathering, address=other).text == _asks(app, gathering).text
    mailbox.deliver(at)
    assert len([one for one in mailbox.to(other) if one.subject == ASKED]) == 1, "only the one of before"
    assert [one.subject for one in mailbox.to(OLGA)] == [ASKED]
    assert _comes(app, before, name="Carol").status_code == 422
    with app.app_context():
        assert db.session.scalars(select(GatheringVisitor.confirmed_at)).all() == [None, None]
