"""Times to meet after an introduction: offered, picked or not, in two time zones, and never asked for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from sqlalchemy import func, select

from intro_app import clock
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.followups import service
from intro_app.followups.models import SlotOffer
from intro_app.followups.service.slots import forget_slots
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role
from intro_app.people import service as people_service
from tests.support.forms import form_with
from tests.support.journeys.followed_up import connect
from tests.support.people import MemberHandle, visitor
from tests.support.story import Somebody, Story


@pytest.fixture
def pair(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> tuple[Somebody, Somebody, str]:
    """Alice in Berlin and Carol in New York, introduced by Bob."""
    with story.app.app_context(), atomic():
        _person(carol).member.time_zone = "America/New_York"
        _person(alice).member.time_zone = "Europe/Berlin"
    public_id = connect(story, alice, carol, bob)
    story.mailbox.empty()
    return alice, carol, public_id


def _person(one: Somebody) -> MemberHandle:
    assert one.person
    return one.person


def _page(public_id: str) -> str:
    return f"/introduced/{public_id}/times"


def _offers(one: Somebody, public_id: str, *days: int) -> None:
    browser, page = _person(one).browser(), _page(public_id)
    form = form_with(browser.get(page).text, field="first_day")
    typed = {"minutes": "45"}
    for name, ahead in zip(("first", "second", "third"), days, strict=False):
        typed |= {f"{name}_day": f"{_day(ahead)}", f"{name}_clock": "15:00"}
    answer = browser.post(page, data=dict(form.filled(**typed)))
    assert answer.status_code == 303, answer.text


def _day(ahead: int) -> date:
    return (clock.now() + timedelta(days=ahead)).date()


def _picks(one: Somebody, public_id: str, choice: int) -> str:
    """Pick by the place in the list; -1 is none."""
    browser, page = _person(one).browser(), _page(public_id)
    form = form_with(browser.get(page).text, action=f"{page}/answer")
    assert not [name for name, _value in form.preset if name == "chosen"], "nothing is picked for anybody"
    chosen = form.options["chosen"][choice]
    return browser.post(f"{page}/answer", data=dict(form.filled(chosen=chosen))).location


def test_one_offers_the_other_picks_and_both_get_it_for_their_calendars(
    story: Story, pair: tuple[Somebody, Somebody, str]
) -> None:
    alice, carol, public_id = pair
    assert "Find a time" in _person(alice).browser().get(f"/introductions/{public_id}").text
    _offers(alice, public_id, 3, 4, 5)
    story.work()
    offered = carol.newest("")
    assert offered.subject == "Alice Marsh suggested times to meet"
    assert "09:00" in offered.text, "in Carol's own time"
    assert len(offered.text.splitlines()) <= 25
    page = _person(carol).browser().get(_page(public_id)).text
    assert "15:00 (Berlin, GMT+2)" in page, "and as Alice sees it"
    assert "done=slot-chosen" in _picks(carol, public_id, 1)
    story.work()
    start = datetime.combine(_day(4), datetime.min.time(), ZoneInfo("Europe/Berlin")).replace(hour=15)
    for one, zone, other in ((alice, "Europe/Berlin", "Carol"), (carol, "America/New_York", "Alice")):
        told = one.newest("")
        raw = told.attachments["meeting.ics"]
        (event,) = icalendar.Calendar.from_ical(raw).events
        assert event.start == start
        assert event.end - event.start == timedelta(minutes=45)
        assert f"TZID:{zone}".encode() in raw
        assert b"METHOD:REQUEST" in raw
        assert event["ATTENDEE"] == f"mailto:{_person(one).email}"
        assert other in str(event["SUMMARY"])
        assert len(told.text.splitlines()) <= 25
    assert "You meet on" in _person(alice).browser().get(_page(public_id)).text


def test_the_same_time_twice_is_offered_once(story: Story, pair: tuple[Somebody, Somebody, str]) -> None:
    alice, carol, public_id = pair
    _offers(alice, public_id, 3, 3, 4)
    page = _person(carol).browser().get(_page(public_id)).text
    times = form_with(page, action=f"{_page(public_id)}/answer").options["chosen"]
    assert len(times) == 3, "two times, and none of them"


def test_none_of_them_fits_and_either_may_offer_others(
    story: Story, pair: tuple[Somebody, Somebody, str]
) -> None:
    alice, carol, public_id = pair
    _offers(alice, public_id, 3)
    _picks(carol, public_id, -1)
    story.work()
    assert alice.newest("").subject == "None of your times work"
    _offers(carol, public_id, 6)
    assert "done=slot-chosen" in _picks(alice, public_id, 0)
    story.work()
    (event,) = icalendar.Calendar.from_ical(carol.newest("").attachments["meeting.ics"]).events
    assert event["SEQUENCE"] == 1, "the same entry, a later edition"


def test_nobody_offers_over_an_open_offer_or_picks_what_is_over(
    story: Story, pair: tuple[Somebody, Somebody, str]
) -> None:
    alice, _carol, public_id = pair
    _offers(alice, public_id, 3)
    at = clock.now()
    with story.app.app_context():
        found = _found(public_id)
        mine = found.role_of(_person(alice).member) or Role.FIRST
        offer = service.slots_of(found, mine.other, at)
        assert offer
        first, number = offer.first_at, offer.number
        with pytest.raises(DomainError, match="meanwhile"):
            service.offer_slots(found, mine.other, [at + timedelta(days=2)], 30, at=at)
        for chosen, which, when in (
            (first + timedelta(hours=1), number, at),
            (first, number + 1, at),
            (first, number, first + timedelta(minutes=1)),
        ):
            with pytest.raises(DomainError, match="no longer"):
                service.choose_slot(found, mine.other, chosen, which, at=when)
        with pytest.raises(DomainError):
            service.choose_slot(found, mine, first, number, at=at)
        for times in ([], [at], [at + timedelta(days=91)], [at + timedelta(days=1)] * 4):
            with pytest.raises(DomainError):
                service.offer_slots(found, mine, times, 30, at=at)


def test_two_answers_at_once_are_one(story: Story, pair: tuple[Somebody, Somebody, str]) -> None:
    alice, carol, public_id = pair
    _offers(alice, public_id, 3, 4, 5)
    at = clock.now()

    def picks(place: int) -> bool:
        with story.app.app_context():
            found = _found(public_id)
            role = found.role_of(_person(carol).member) or Role.SECOND
            offer = service.slots_of(found, role, at)
            assert offer
            try:
                service.choose_slot(found, role, offer.times[place], offer.number, at=at)
            except DomainError:
                return False
            return True

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(picks, range(3))) == 1
    story.work()
    assert len(alice.letters) == 1


def test_only_the_two_find_the_page(story: Story, pair: tuple[Somebody, Somebody, str]) -> None:
    alice, _carol, public_id = pair
    assert story.people.bob.browser().get(_page(public_id)).status_code == 404
    assert story.people.dan.browser().get(_page(public_id)).status_code == 404
    assert visitor(story.app).get(_page(public_id)).status_code == 303
    assert _person(alice).browser().get(_page(public_id)).status_code == 200


def test_a_block_hides_an_offer_and_its_e_mail(story: Story, pair: tuple[Somebody, Somebody, str]) -> None:
    alice, carol, public_id = pair
    with story.app.app_context():
        people_service.block(_person(carol).id, _person(alice).id, clock.now())
    _offers(alice, public_id, 3)
    story.work()
    assert not carol.letters
    assert "offers you" not in _person(carol).browser().get(_page(public_id)).text
    assert "You suggested" in _person(alice).browser().get(_page(public_id)).text


def test_offers_end_by_themselves(story: Story, pair: tuple[Somebody, Somebody, str]) -> None:
    alice, _carol, public_id = pair
    _offers(alice, public_id, 40)
    for days, left in ((13, 1), (15, 0)):
        with story.app.app_context():
            forget_slots(clock.now() + timedelta(days=days))
            assert db.session.scalar(select(func.count()).select_from(SlotOffer)) == left


def test_what_was_typed_stays_when_a_time_is_half(story: Story, pair: tuple[Somebody, Somebody, str]) -> None:
    alice, _carol, public_id = pair
    browser, page = _person(alice).browser(), _page(public_id)
    form = form_with(browser.get(page).text, field="first_day")
    day = f"{_day(3)}"
    answer = browser.post(
        page, data=dict(form.filled(first_day=day, first_clock="15:00", second_day=day, minutes="30"))
    )
    assert answer.status_code == 422
    assert "Enter both a date and a time, or neither." in answer.text
    assert f'value="{day}"' in answer.text


def _found(public_id: str) -> Introduction:
    return db.session.scalars(select(Introduction).where(Introduction.public_id == public_id)).one()
