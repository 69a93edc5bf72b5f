"""What a door shows changes once a day, so nobody learns who filled, paused or shut it meanwhile."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from intro_app.db import db
from intro_app.identity import service as accounts
from intro_app.identity.service import DoorWishes
from intro_app.introductions.models import Ask
from tests.support.journeys.doors import door
from tests.support.journeys.watching import bare_page
from tests.support.story import Somebody, Story

pytestmark = pytest.mark.both_databases

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FULL = "Carol Duarte isn’t taking any more requests for now."


def seen_of(reader: Somebody, carol: Somebody, bob: Somebody) -> dict[str, str]:
    """Everything on which a reader could read how Carol's door is."""
    ways = (f"/people/{carol.public_id}", f"/ask?to={carol.public_id}", f"/ask/{carol.public_id}")
    paths = (*ways, f"/ask/through/{bob.public_id}/to/{carol.public_id}", "/people", "/ask", "/offer")
    pages = {path: reader.get(path) for path in paths}
    return {path: f"{page.status_code}\n{bare_page(page.text)}" for path, page in pages.items()}


def shuts(**wishes: object) -> Callable[["Somebody"], None]:
    """Carol sets her door just now."""

    def set_it(carol: Somebody) -> None:
        with carol.story.app.app_context():
            assert carol.person
            open_door = {"visible": True, "takes_direct_asks": True, "connects_per_30_days": 4}
            wished = DoorWishes(**open_door | wishes)  # type: ignore[arg-type]  # as a form gives them
            accounts.set_door(carol.person.member, wished)

    return set_it


@pytest.mark.parametrize(
    "shut",
    [
        {"paused_until": date(2026, 6, 1)},
        {"takes_direct_asks": False},
        {"asks_per_30_days": 0},
        {"refused_purposes": ("sell",)},
    ],
    ids=str,
)
def test_what_carol_sets_is_read_by_others_from_the_daily_batch_on(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody, shut: dict[str, object]
) -> None:
    before = seen_of(alice, carol, bob)
    shuts(**shut)(carol)
    story.work()
    assert seen_of(alice, carol, bob) == before
    story.wait(2 * HOUR)
    assert seen_of(alice, carol, bob) != before


def test_whom_a_connector_asked_is_not_read_from_a_door(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    door(carol, asks_per_30_days=1)
    alice.asks(through=bob)
    dan = story.member(story.people.dan)
    before = [seen_of(alice, carol, bob), seen_of(dan, carol, bob)]
    bob.lends_good_word(whom=carol.public_id)
    assert [seen_of(alice, carol, bob), seen_of(dan, carol, bob)] == before
    story.wait(2 * HOUR)
    assert FULL in dan.get(f"/ask/{carol.public_id}").text
    assert "Ask for an introduction" not in dan.get(f"/people/{carol.public_id}").text


def test_the_first_yes_to_an_offer_is_not_read_from_the_second_ones_door(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    door(carol, asks_per_30_days=1)
    bob.offers(alice, carol)
    dan = story.member(story.people.dan)
    before = [seen_of(bob, carol, bob), seen_of(dan, carol, bob)]
    alice.says_yes()
    assert [seen_of(bob, carol, bob), seen_of(dan, carol, bob)] == before


def test_a_door_that_filled_takes_the_ask_and_puts_it_at_its_next_opening(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    dan, mallory = story.member(story.people.dan), story.member(story.people.mallory)
    dan.asks(to=carol)
    mallory.asks(to=carol)
    assert len(carol.letters) == 2
    alice.asks(to=carol)  # her mailbox has had its two of the day
    assert len(carol.letters) == 2
    story.wait(DAY - HOUR)
    assert len(carol.letters) == 2
    story.wait(2 * HOUR)
    assert len(carol.letters) == 3
    carol.says_yes()
    story.details_come_out()
    assert carol.address in alice.letters[-1].text


def test_before_a_door_that_stays_shut_an_ask_runs_out_like_silence(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    dan = story.member(story.people.dan)
    door(carol, asks_per_30_days=1)
    dan.asks(to=carol)
    mine = f"/introductions/{alice.asks(to=carol)}"
    silent = f"/introductions/{dan.get('/introductions').text.partition('/introductions/')[2][:22]}"
    assert len(carol.letters) == 1
    story.wait(12 * DAY)
    for reader, path in ((alice, mine), (dan, silent)):
        assert "Closed without an introduction" in reader.get(path).text
        assert reader.letters[-1].tells_of_a_closing
    assert len(carol.letters) == 1 + len([one for one in carol.letters if one.subject.startswith("Reminder")])


def test_an_ask_that_waits_before_a_pause_is_put_once_the_door_is_opened_again(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    shuts(paused_until=date(2026, 7, 1))(carol)
    alice.asks(to=carol)
    assert not carol.letters
    shuts()(carol)
    story.wait(2 * HOUR)
    assert len(carol.letters) == 1


def test_the_monthly_number_is_never_exceeded(story: Story, carol: Somebody) -> None:
    door(carol, asks_per_30_days=2)
    for number in range(6):
        asker = story.member(story.people.join(f"Asker{number} Marsh"))
        asker.asks(to=carol)
    for _day in range(12):
        story.wait(DAY)
        with story.app.app_context():
            assert carol.person
            put = select(func.count()).where(Ask.member_id == carol.person.id, Ask.withheld.is_(False))
            assert db.session.scalars(put).one() <= 2


def test_who_rests_is_listed_by_their_sign_and_without_a_button(
    alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    door(bob, paused_until=date(2026, 6, 1))
    start = alice.get(f"/ask?to={carol.public_id}").text
    assert "Bob Keller isn’t taking requests until 1 June 2026." in start
    assert f"/ask/through/{bob.public_id}" not in start
    door(bob)
    door(carol, paused_until=date(2026, 6, 1))
    rests = "Carol Duarte isn’t taking requests until 1 June 2026."
    assert rests in alice.get(f"/ask?to={carol.public_id}").text
    assert rests in bob.get("/offer").text
    assert "Ask for an introduction" not in alice.get(f"/people/{carol.public_id}").text
