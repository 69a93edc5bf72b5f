"""Gatherings: seats, the line, what is told to whom, and answering by mail."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from intro_app.accounts import service as accounts
from intro_app.community.models import Attendance, Reply
from intro_app.community.queries import gatherings as queries
from intro_app.community.service import CHORES, attending, gatherings, joining
from intro_app.community.service.gatherings import Plan
from intro_app.db import db
from intro_app.errors import DomainError
from tests.features.community_ground import BERLIN, Village, found, found_gathering
from tests.ground.calendar import Calendar
from tests.ground.forms import form_with
from tests.ground.letters import Letter
from tests.ground.people import People, Person, visitor
from tests.ground.post_office import Mailbox

TWENTY = 20


@pytest.fixture
def village(app: Flask, people: People, at: datetime) -> Village:
    """Alice has membership."""
    made = Village(app, people, at)
    made.pays(people.alice)
    return made


def work(app: Flask, mailbox: Mailbox, at: datetime) -> None:
    """The worker comes by, and the mail goes out once the night is over."""
    with app.app_context():
        for chore in CHORES:
            chore(at)
    mailbox.deliver(at)


def letter(mailbox: Mailbox, address: str, subject: str) -> Letter:
    """The only letter with this subject; letters of one moment arrive in any order."""
    (found_one,) = (one for one in mailbox.to(address) if one.subject == subject)
    return found_one


def rsvp_path(mailbox: Mailbox, address: str) -> str:
    """Where the invitation's link leads."""
    invitation = letter(mailbox, address, "An invitation to a gathering")
    return invitation.link("g").removeprefix("https://meet.example.org")


def says(app: Flask, gathering: str, person: Person, at: datetime, *, comes: bool = True) -> Reply:
    """Somebody answers."""
    with app.app_context():
        return attending.answer(found_gathering(gathering).id, person.member, comes=comes, at=at)


def replies(app: Flask, gathering: str) -> dict[str, Reply]:
    """Who said what, by name."""
    with app.app_context():
        rows = db.session.scalars(select(Attendance).where(Attendance.gathering_id == found_gathering(gathering).id))
        return {row.member.name.partition(" ")[0]: row.reply for row in rows}


def test_twenty_yeses_at_once_fill_three_seats(app: Flask, village: Village, people: People, at: datetime) -> None:
    """The host has one of four."""
    crowd = [people.join(f"Guest{number} Lind", f"guest{number}@example.org") for number in range(TWENTY)]
    gathering = village.gathering(village.circle(people.alice, *crowd), people.alice, capacity=4)
    together = Barrier(TWENTY)

    def yes(person: Person) -> Reply:
        together.wait()
        return says(app, gathering, person, at)

    with ThreadPoolExecutor(TWENTY) as pool:
        said = list(pool.map(yes, crowd))
    assert said.count(Reply.GOING) == 3
    with app.app_context():
        there = found_gathering(gathering)
        assert queries.counts_of(there.id) == (4, 17)
        turns = db.session.scalars(select(Attendance.turn).where(Attendance.reply == Reply.WAITING)).all()
        assert sorted(turns) == list(range(1, 18)), "everybody has a place in line of their own"


def test_twenty_noes_at_once_give_each_seat_to_one(app: Flask, village: Village, people: People, at: datetime) -> None:
    crowd = [people.join(f"Guest{number} Lind", f"guest{number}@example.org") for number in range(12)]
    gathering = village.gathering(village.circle(people.alice, *crowd), people.alice, capacity=7)
    for person in crowd:
        says(app, gathering, person, at)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda person: says(app, gathering, person, at, comes=False), crowd[:6]))
    with app.app_context():
        assert queries.counts_of(found_gathering(gathering).id) == (7, 0)
        moved = select(func.count()).select_from(Attendance).where(Attendance.reply == Reply.GOING, Attendance.turn > 0)
        assert db.session.scalar(moved) == 6


def test_the_line_moves_up_by_itself_in_order(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob, people.carol, people.dan)
    gathering = village.gathering(circle, people.alice, capacity=2)
    assert says(app, gathering, people.bob, at) is Reply.GOING
    assert says(app, gathering, people.carol, at) is Reply.WAITING
    assert says(app, gathering, people.dan, at) is Reply.WAITING
    says(app, gathering, people.bob, at, comes=False)
    assert replies(app, gathering) == {"Alice": "going", "Bob": "not_going", "Carol": "going", "Dan": "waiting"}
    mailbox.deliver(at)
    told = letter(mailbox, "carol@example.org", "A seat came free, and it is yours")
    assert "https://meet.example.net/loft" in told.text
    assert "gathering.ics" in told.attachments
    assert not [one for one in mailbox.to("dan@example.org") if "seat" in one.subject]


def test_more_seats_fill_from_the_line(app: Flask, village: Village, people: People, at: datetime) -> None:
    circle = village.circle(people.alice, people.bob, people.carol)
    gathering = village.gathering(circle, people.alice, capacity=1)
    assert says(app, gathering, people.bob, at) is Reply.WAITING
    with app.app_context():
        there = found_gathering(gathering)
        local = there.local_start
        plan = Plan(
            title=there.title, day=local.date(), clock=local.time(), time_zone=BERLIN, minutes=90,
            place=there.place, link=there.link, capacity=5,
        )  # fmt: skip
        gatherings.change(there.id, people.alice.id, plan, at)
        assert found_gathering(gathering).edition == 1, "more seats are no news to those who come"
    assert replies(app, gathering)["Bob"] == "going"


def test_who_leaves_the_site_or_the_circle_frees_a_seat(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob, people.carol, people.dan)
    gathering = village.gathering(circle, people.alice, capacity=2)
    for person in (people.bob, people.carol, people.dan):
        says(app, gathering, person, at)
    with app.app_context():
        joining.leave(found(circle).id, people.bob.id, at)
    assert replies(app, gathering) == {"Alice": "going", "Carol": "going", "Dan": "waiting"}
    with app.app_context():
        carol = people.carol.member
        carol.left_at = at
        db.session.commit()
    work(app, mailbox, at)
    assert replies(app, gathering)["Dan"] == "going"


def test_everybody_in_the_circle_is_invited_once(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob, people.carol)
    village.gathering(circle, people.alice)
    work(app, mailbox, at)
    work(app, mailbox, at + timedelta(hours=1))
    for address in ("bob@example.org", "carol@example.org"):
        invitations = [one for one in mailbox.to(address) if one.subject == "An invitation to a gathering"]
        assert len(invitations) == 1
        assert "meet.example.net" not in invitations[0].text, "the link is for those who sign up"
        assert "18:00 (Europe/Berlin)" in invitations[0].text
    assert not [one for one in mailbox.to("alice@example.org") if "invitation" in one.subject]


def test_a_reminder_comes_the_day_before_and_once(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    gathering = village.gathering(village.circle(people.alice, people.bob, people.carol), people.alice)
    says(app, gathering, people.bob, at)
    start = at.replace(hour=16) + timedelta(days=7)
    for hours in (26, 23, 22, 5, 1):
        work(app, mailbox, start - timedelta(hours=hours))
    reminders = [one for one in mailbox.letters if one.subject == "A gathering within a day"]
    assert sorted(one.to for one in reminders) == ["alice@example.org", "bob@example.org"]
    assert "gathering.ics" in reminders[0].attachments


def test_who_signs_up_on_the_last_day_needs_no_reminder(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    gathering = village.gathering(village.circle(people.alice, people.bob), people.alice)
    late = at + timedelta(days=6, hours=10)
    says(app, gathering, people.bob, late)
    work(app, mailbox, late + timedelta(minutes=5))
    assert not [one for one in mailbox.to("bob@example.org") if one.subject == "A gathering within a day"]


def test_another_time_and_a_cancellation_are_told_to_those_who_come(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    gathering = village.gathering(village.circle(people.alice, people.bob, people.carol), people.alice)
    work(app, mailbox, at)
    says(app, gathering, people.bob, at)
    says(app, gathering, people.carol, at, comes=False)
    with app.app_context():
        there = found_gathering(gathering)
        day = there.local_start.date() + timedelta(days=1)
        plan = Plan(title=there.title, day=day, clock=there.local_start.time(), time_zone=BERLIN, minutes=90)
        gatherings.change(there.id, people.alice.id, plan, at)
    work(app, mailbox, at)
    assert letter(mailbox, "bob@example.org", "A gathering has changed")
    with app.app_context():
        gatherings.cancel(found_gathering(gathering).id, people.alice.id, at)
    work(app, mailbox, at)
    assert letter(mailbox, "bob@example.org", "A gathering does not take place")
    told = {one.subject for one in mailbox.to("carol@example.org")}
    assert told == {"You are in the circle", "An invitation to a gathering"}
    with app.app_context(), pytest.raises(DomainError):
        attending.answer(found_gathering(gathering).id, people.bob.member, comes=False, at=at)


def test_an_answer_by_mail_link_needs_a_press_and_no_account(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    gathering = village.gathering(village.circle(people.alice, people.bob), people.alice)
    work(app, mailbox, at)
    path = rsvp_path(mailbox, "bob@example.org")
    browser = visitor(app)
    for method in ("GET", "HEAD", "GET"):
        assert browser.open(path, method=method).status_code == 200
    assert replies(app, gathering)["Bob"] == "invited", "looking answers nothing"
    page = browser.get(path)
    assert "meet.example.net" not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    form = form_with(page.text, action="/g")
    done = browser.post("/g", data=dict(form.filled(button="I come")))
    assert "You have a seat." in done.text
    assert "https://meet.example.net/loft" in done.text
    assert replies(app, gathering)["Bob"] == "going"
    assert browser.post("/g", data=dict(form.filled())).status_code == 200
    assert browser.post("/g", data={"token": form.hidden["token"]}).status_code == 422
    back = form_with(browser.get(path).text, action="/g")
    browser.post("/g", data=dict(back.filled(button="I do not come")))
    assert replies(app, gathering)["Bob"] == "not_going"
    for broken in (path[:-3], path + "x", "/g/" + "a" * 60):
        assert browser.get(broken).status_code == 404


def test_a_link_ends_with_its_gathering_and_behind_a_block(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime, the_calendar: Calendar
) -> None:
    village.gathering(village.circle(people.alice, people.bob, people.carol), people.alice)
    work(app, mailbox, at)
    bob, carol = (rsvp_path(mailbox, f"{name}@example.org") for name in ("bob", "carol"))
    village.block(people.carol, people.alice)
    assert visitor(app).get(carol).status_code == 410
    the_calendar.go_to(at + timedelta(days=8))
    assert visitor(app).get(bob).status_code == 410


def test_only_those_who_come_see_who_comes(app: Flask, village: Village, people: People, at: datetime) -> None:
    gathering = village.gathering(village.circle(people.alice, people.bob, people.carol), people.alice)
    says(app, gathering, people.bob, at)
    page = people.carol.browser().get(f"/gatherings/{gathering}").text
    assert "Bob Keller" not in page
    assert "meet.example.net" not in page
    says(app, gathering, people.carol, at)
    page = people.carol.browser().get(f"/gatherings/{gathering}").text
    assert "Bob Keller" in page
    assert "https://meet.example.net/loft" in page
    village.block(people.bob, people.carol)
    assert "Bob Keller" not in people.carol.browser().get(f"/gatherings/{gathering}").text
    assert "Carol Duarte" not in people.bob.browser().get(f"/gatherings/{gathering}").text


def test_an_acquaintance_outside_the_circle_comes_by_invitation_and_reads_nothing_else(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    circle = village.circle(people.alice)
    gathering = village.gathering(circle, people.alice)
    with app.app_context(), pytest.raises(DomainError):
        gatherings.invite(found_gathering(gathering).id, people.alice.id, people.dan.member, at)
    people.know_each_other(people.alice, people.dan)
    with app.app_context():
        gatherings.invite(found_gathering(gathering).id, people.alice.id, people.dan.member, at)
    work(app, mailbox, at)
    assert letter(mailbox, "dan@example.org", "An invitation to a gathering")
    browser = people.dan.browser()
    assert browser.get(f"/gatherings/{gathering}").status_code == 200
    assert browser.get(f"/circles/{circle}/people").status_code == 404
    assert people.carol.browser().get(f"/gatherings/{gathering}").status_code == 404


def test_a_time_that_is_none_is_refused(app: Flask, village: Village, people: People) -> None:
    circle = village.circle(people.alice)
    march = datetime(2027, 3, 28, 2, 30, tzinfo=UTC)
    with pytest.raises(DomainError, match="skip"):
        village.gathering(circle, people.alice, day=march.date(), clock=march.time())
    with pytest.raises(DomainError, match="to come"):
        village.gathering(circle, people.alice, day=march.date() - timedelta(days=700))


def test_a_gathering_keeps_its_hour_over_the_change_of_clocks(app: Flask, village: Village, people: People) -> None:
    circle, day = village.circle(people.alice), datetime(2026, 10, 25, tzinfo=UTC).date()
    for offset, hour in ((-1, 16), (0, 17)):
        gathering = village.gathering(circle, people.alice, day=day + timedelta(days=offset))
        with app.app_context():
            there = found_gathering(gathering)
            assert there.starts_at.hour == hour
            assert there.local_start.hour == 18


def test_nobody_is_written_to_across_a_block(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob)
    gathering = village.gathering(circle, people.alice)
    says(app, gathering, people.bob, at)
    mailbox.deliver(at)
    mailbox.empty()
    with app.app_context():
        accounts.block(people.bob.id, people.alice.id, at)
    work(app, mailbox, at)
    work(app, mailbox, at + timedelta(days=6, hours=12))
    assert not mailbox.to("bob@example.org")
