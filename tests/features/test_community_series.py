"""Gatherings that repeat: their dates, one e-mail for several, and the entries in calendars."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask

from intro_app.community.departing.service import depart
from intro_app.community.gatherings import queries, series
from intro_app.community.gatherings.chores import tell_due
from intro_app.community.gatherings.models import GatheringReply
from intro_app.community.gatherings.repeating import Rhythm
from intro_app.errors import DomainError
from tests.support.community import Village, found, found_gathering, letter, replies, says, work
from tests.support.forms import form_with
from tests.support.mail_server import Mailbox
from tests.support.people import MemberHandle, People
from tests.support.series import change_from


@pytest.mark.parametrize("rhythm", [Rhythm.WEEKLY, Rhythm.FORTNIGHTLY, Rhythm.MONTHLY])
def test_the_clock_on_the_wall_stays_when_the_clocks_change(
    app: Flask, village: Village, people: People, rhythm: Rhythm
) -> None:
    dates = village.series(village.circle(people.alice), people.alice, rhythm=rhythm, times=18)
    with app.app_context():
        starts = [found_gathering(one).local_start for one in dates]
    offsets = {start.utcoffset() for start in starts}
    if rhythm is not Rhythm.WEEKLY:
        assert len(offsets) == 2, "the dates go over a change of the clocks"
    assert {(start.hour, start.minute, start.weekday()) for start in starts} == {(18, 0, starts[0].weekday())}


def test_one_invitation_tells_of_all_dates(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob)
    dates = village.series(circle, people.alice, times=12)
    work(app, mailbox, at)
    work(app, mailbox, at + timedelta(hours=1))
    told = letter(mailbox, "bob@example.org", "Alice Marsh invites you to a gathering")
    assert "Repeats: Every " in told.text
    assert "Dates: 12" in told.text
    assert len(told.text.splitlines()) <= 25
    page = people.bob.browser().get(f"/gatherings/{dates[3]}").text
    assert '<dt>Dates</dt><dd dir="auto">12</dd>' in page
    assert all(one in page for one in dates), "each date has a page of its own"
    shown = people.bob.browser().get(f"/circles/{circle}").text
    assert [one for one in dates if one in shown] == dates[:1], "a list shows the next date"


def test_who_comes_to_all_has_a_seat_of_their_own_on_each_date(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob, people.carol)
    dates = village.series(circle, people.alice, capacity=2)
    assert says(app, dates[2], people.carol, at) is GatheringReply.GOING
    bob = people.bob.browser()
    page = f"/gatherings/{dates[1]}"
    form = form_with(bob.get(page).text, action=f"{page}/answer")
    answer = bob.post(f"{page}/answer", data=dict(form.filled(button="I’m coming to all")))
    assert "done=answered-all" in answer.location, "one date is full"
    assert [replies(app, one).get("Bob") for one in dates] == ["invited", "going", "waiting", "going"]
    says(app, dates[2], people.carol, at, comes=False)
    assert replies(app, dates[2])["Bob"] == "going"
    bob.post(f"{page}/answer", data=dict(form.filled(button="I’m coming to none")))
    assert [replies(app, one).get("Bob") for one in dates[1:]] == ["not_going"] * 3


def test_only_one_date_is_cancelled(app: Flask, village: Village, people: People) -> None:
    dates = village.series(village.circle(people.alice), people.alice)
    alice = people.alice.browser()
    page = f"/gatherings/{dates[1]}"
    form = form_with(alice.get(page).text, action=f"{page}/cancel")
    alice.post(f"{page}/cancel", data=dict(form.filled(sure="yes")))
    with app.app_context():
        cancelled = [found_gathering(one).cancelled_at is not None for one in dates]
    assert cancelled == [False, True, False, False]


def test_twenty_answers_to_all_dates_at_once_overbook_none(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    crowd = [people.join(f"Guest{number} Lind", f"guest{number}@example.org") for number in range(8)]
    dates = village.series(village.circle(people.alice, *crowd), people.alice, capacity=4, times=3)
    together = Barrier(len(crowd))

    def yes(person: MemberHandle) -> None:
        together.wait()
        with app.app_context():
            series.answer_all(found_gathering(dates[0]).id, person.member, comes=True, at=at)

    with ThreadPoolExecutor(len(crowd)) as pool:
        list(pool.map(yes, crowd))
    with app.app_context():
        assert [queries.counts_of(found_gathering(one).id) for one in dates] == [(4, 5)] * 3


def test_several_workers_tell_of_several_dates_once(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    dates = village.series(village.circle(people.alice, people.bob), people.alice, times=6)
    for one in dates:
        says(app, one, people.bob, at)
    change_from(app, dates[0], people.alice, at, place="The yard")
    together = Barrier(3)

    def worker(_number: int) -> None:
        together.wait()
        with app.app_context():
            tell_due(at)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(worker, range(3)))
    mailbox.deliver(at + timedelta(hours=12))
    assert "on 6 dates" in letter(mailbox, "bob@example.org", "A gathering has changed").text


def test_a_host_plans_it_on_the_page(app: Flask, village: Village, people: People, at: datetime) -> None:
    circle = village.circle(people.alice)
    alice, page = people.alice.browser(), f"/circles/{circle}/gatherings/new"
    form = form_with(alice.get(page).text, field="rhythm")
    day = (at + timedelta(days=3)).date()
    typed = {"title": "Pipes", "day": f"{day}", "clock": "18:00", "minutes": "60", "rhythm": "monthly"}
    neither = alice.post(page, data=dict(form.filled(**typed)))
    both = alice.post(page, data=dict(form.filled(**typed, times="5", until=f"{day + timedelta(days=90)}")))
    for refused in (neither, both):
        assert refused.status_code == 422
        assert "Enter how many dates, or until which day." in refused.text
    too_far = alice.post(page, data=dict(form.filled(**typed, times="52")))
    assert "within two years" in too_far.text
    made = alice.post(page, data=dict(form.filled(**typed, times="5")))
    assert made.status_code == 303
    shown = alice.get(made.location).text
    assert '<dt>Dates</dt><dd dir="auto">5</dd>' in shown
    with app.app_context():
        assert len(queries.coming_in(found(circle).id, people.alice.id, at)) == 1


def test_whoever_changes_a_date_says_which_ones_they_mean(
    app: Flask, village: Village, people: People
) -> None:
    dates = village.series(village.circle(people.alice), people.alice)
    alice, page = people.alice.browser(), f"/gatherings/{dates[1]}/edit"
    form = form_with(alice.get(page).text, field="reach")
    refused = alice.post(page, data=dict(form.filled(title="Other pipes")))
    assert refused.status_code == 422
    for reach, titles in (("one", [1]), ("following", [1, 2, 3])):
        alice.post(page, data=dict(form.filled(title=f"Pipes for {reach}", reach=reach)))
        with app.app_context():
            found = [
                number for number, one in enumerate(dates) if "for " + reach in found_gathering(one).title
            ]
        assert found == titles


def test_a_time_that_the_clocks_skip_on_one_date_is_refused(
    app: Flask, village: Village, people: People
) -> None:
    sunday = datetime.fromisoformat("2027-03-14").date()
    with pytest.raises(DomainError, match="doesn’t exist"):
        village.series(
            village.circle(people.alice),
            people.alice,
            day=sunday,
            clock=datetime.fromisoformat("2027-03-14T02:30").time(),
        )
    with app.app_context():
        assert not queries.coming_to(people.alice.id, village.at), "no date was made"


def test_nobody_but_the_host_changes_or_cancels_the_dates(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    dates = village.series(village.circle(people.alice, people.bob), people.alice)
    village.pays(people.bob)
    with pytest.raises(DomainError):
        change_from(app, dates[0], people.bob, at, title="Mine")
    with app.app_context(), pytest.raises(DomainError):
        series.cancel_following(found_gathering(dates[0]).id, people.bob.id, at)


def test_a_leaving_host_cancels_every_date_in_one_e_mail(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    dates = village.series(village.circle(people.alice, people.bob), people.alice)
    for one in dates:
        says(app, one, people.bob, at)
    with app.app_context():
        depart(people.alice.id, at, posts_too=False)
    work(app, mailbox, at)
    assert "on 4 dates" in letter(mailbox, "bob@example.org", "A gathering has been cancelled").text
