"""Whom somebody asked stays in their sight as they were, until the day on which they hear."""

import pytest

from intro_app.identity import service as accounts
from intro_app.identity.service import DoorWishes, ProfileInput
from tests.support.journeys.doors import door
from tests.support.journeys.ended import DAY
from tests.support.journeys.links_pressed import AskedCast, press
from tests.support.journeys.watching import bare_page, leaves_the_site
from tests.support.story import Somebody, Story

pytestmark = pytest.mark.both_databases


def carol_writes(cast: AskedCast, headline: str) -> None:
    """Carol says something else of herself."""
    with cast.story.app.app_context():
        carol = cast.story.people.carol.member
        accounts.describe_yourself(carol, ProfileInput(name=carol.name, headline=headline))


def carol_hides(cast: AskedCast) -> None:
    """Carol shuts her door and is not to be found any more."""
    with cast.story.app.app_context():
        wishes = DoorWishes(visible=False, takes_direct_asks=False, connects_per_30_days=0)
        accounts.set_door(cast.story.people.carol.member, wishes)


def page_of(reader: Somebody, other: Somebody) -> tuple[int, str]:
    """The page of the other as the reader sees it."""
    page = reader.get(f"/people/{other.public_id}")
    return page.status_code, bare_page(page.text)


@pytest.mark.parametrize("decision", ["block", "never", "no"])
def test_a_profile_stays_as_it_was_until_the_closing_date(cast: AskedCast, decision: str) -> None:
    before = page_of(cast.alice, cast.carol)
    press(cast.story, cast.link(), decision=decision)
    carol_writes(cast, "Nobody's business any more")
    carol_hides(cast)
    for _day in range(9):
        assert page_of(cast.alice, cast.carol) == before
        cast.story.wait(DAY)
    cast.story.wait(2 * DAY)
    assert page_of(cast.alice, cast.carol)[0] == 404


def test_who_was_not_blocked_is_seen_anew_after_the_closing_date(cast: AskedCast) -> None:
    carol_writes(cast, "Grows seedlings")
    assert "Grows seedlings" not in page_of(cast.alice, cast.carol)[1]
    assert "Grows seedlings" in page_of(cast.bob, cast.carol)[1], "nobody else waits for her"
    cast.story.wait(11 * DAY, DAY)
    assert "Grows seedlings" in page_of(cast.alice, cast.carol)[1]


def test_who_was_introduced_is_seen_anew_at_once_and_a_block_then_hides(cast: AskedCast) -> None:
    cast.carol.says_yes()
    carol_writes(cast, "Grows seedlings")
    cast.story.details_come_out()
    assert "Grows seedlings" in page_of(cast.alice, cast.carol)[1]
    press(cast.story, cast.carol.newest("b").link("b"), sure="yes")
    assert page_of(cast.alice, cast.carol)[0] == 404


def test_taking_it_back_does_not_let_alice_look_behind_it(cast: AskedCast) -> None:
    press(cast.story, cast.link(), decision="block")
    cast.alice.withdraws(cast.introduction)
    assert page_of(cast.alice, cast.carol)[0] == 200
    cast.story.wait(11 * DAY, DAY)
    assert page_of(cast.alice, cast.carol)[0] == 404


def test_asking_again_does_not_let_bob_look_either(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    door(alice)
    asked = bob.asks(to=carol, through=alice)
    with story.app.app_context():
        member = story.people.alice.member
        accounts.describe_yourself(
            member, ProfileInput(name=member.name, headline="Nobody's business any more")
        )
    bob.withdraws(asked)
    bob.asks(to=alice)
    assert "business" not in page_of(bob, alice)[1]
    story.wait(25 * DAY, DAY)
    assert "business" in page_of(bob, alice)[1]


def test_a_block_of_her_own_hides_carol_from_alice_at_once(cast: AskedCast) -> None:
    page = cast.alice.get(f"/people/{cast.carol.public_id}")
    cast.alice.fill(page.request.path, page, "Block")
    assert page_of(cast.alice, cast.carol)[0] == 404
    assert cast.alice.get(f"/ask/{cast.carol.public_id}").status_code == 404


def test_the_ways_on_from_the_page_answer_as_before(cast: AskedCast) -> None:
    paths = (f"/ask?to={cast.carol.public_id}", f"/ask/{cast.carol.public_id}")
    before = [bare_page(cast.alice.get(path).text) for path in paths]
    press(cast.story, cast.link(), decision="block")
    assert [bare_page(cast.alice.get(path).text) for path in paths] == before
    page = cast.alice.get(f"/people/{cast.carol.public_id}")
    assert cast.alice.fill(page.request.path, page, "I know this person").status_code == 200
    cast.story.work()
    assert not any("know" in letter.subject.lower() for letter in cast.carol.letters), (
        "and nothing comes of it"
    )


def test_a_connector_who_blocks_stays_in_sight_too(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol, through=bob)
    paths = [f"/people/{bob.public_id}", f"/ask/through/{bob.public_id}", f"/people/{carol.public_id}"]
    before = [bare_page(alice.get(path).text) for path in paths]
    assert "You know Bob Keller" in before[0]
    bob.answers("block")
    assert [bare_page(alice.get(path).text) for path in paths] == before
    story.wait(20 * DAY, DAY)
    assert [alice.get(path).status_code for path in paths] == [404, 404, 200]


def test_whom_bob_wrote_to_does_not_connect_for_that(story: Story, bob: Somebody) -> None:
    dan = story.member(story.people.dan)
    door(dan)
    through = f"/ask/through/{dan.public_id}"
    strangers = "You can only ask people you know here to introduce you."
    assert strangers in bob.get(through).text
    bob.withdraws(bob.asks(to=dan))  # his place for an open ask is free again, and Dan is still in his sight
    assert strangers in bob.get(through).text


@pytest.mark.parametrize("decision", ["block", "never", "no"])
def test_what_the_one_whom_a_connector_chose_blocks_or_stops_waits_for_the_closing_day(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody, decision: str
) -> None:
    alice.asks(through=bob)
    before = page_of(alice, carol), carol.name in alice.get("/people").text
    bob.lends_good_word(whom=carol.public_id)
    press(story, carol.newest("r").link("r"), decision=decision)
    for _day in range(15):
        assert (page_of(alice, carol), carol.name in alice.get("/people").text) == before
        story.wait(DAY)
    story.wait(10 * DAY, DAY)
    assert page_of(alice, carol)[0] == (404 if decision == "block" else 200)
    assert (page_of(alice, carol) == before[0]) == (decision == "no")


def test_that_a_connector_chose_somebody_does_not_show(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    alice.asks(through=bob)
    bob.lends_good_word(whom=carol.public_id)
    with story.app.app_context():
        member = story.people.carol.member
        accounts.describe_yourself(member, ProfileInput(name=member.name, headline="Grows seedlings"))
    assert "Grows seedlings" in page_of(alice, carol)[1], "Alice reads her as everybody does"
    with story.app.app_context():
        accounts.set_door(story.people.carol.member, DoorWishes(visible=False, takes_direct_asks=True))
    assert page_of(alice, carol)[0] == 404, "and nobody who hides is shown to her"


def test_whom_a_block_hid_already_is_not_shown_for_being_chosen(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    alice.asks(through=bob)
    page = carol.get(f"/people/{alice.public_id}")
    carol.fill(page.request.path, page, "Block")
    assert page_of(alice, carol)[0] == 404
    bob.lends_good_word(whom=carol.public_id)
    assert page_of(alice, carol)[0] == 404


def test_who_was_offered_sees_no_block_of_the_other_before_the_closing_day(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    before = page_of(alice, carol)
    bob.offers(alice, carol)
    alice.says_yes()
    page = carol.get(f"/people/{alice.public_id}")
    carol.fill(page.request.path, page, "Block")
    assert page_of(alice, carol) == before
    story.wait(30 * DAY, DAY)
    assert page_of(alice, carol)[0] == 404


def test_in_an_offer_whoever_blocks_stays_in_bobs_sight(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    bob.offers(alice, carol)
    before = page_of(bob, alice), page_of(bob, carol)
    alice.answers("block")
    assert (page_of(bob, alice), page_of(bob, carol)) == before
    story.wait(25 * DAY, DAY)
    assert page_of(bob, alice)[0] == 404


def test_who_left_is_gone_at_once_and_for_whoever_waits_once_they_hear(cast: AskedCast) -> None:
    before = page_of(cast.alice, cast.carol)
    leaves_the_site(cast.carol)
    assert page_of(cast.bob, cast.carol)[0] == 404, "nobody else waits for her"
    assert page_of(cast.alice, cast.carol) == before
    cast.story.wait(11 * DAY, DAY)
    assert page_of(cast.alice, cast.carol)[0] == 404
