"""Whoever waits sees no list, page, form or refusal change, whatever the one they wait for has decided.

Time stands still in these stories unless somebody waits, and silence changes nothing: what a page said before
a decision is what it says in the world in which the other is silent.
"""

from dataclasses import replace

import pytest

from intro_app.config import Settings
from intro_app.people import service as people_service
from tests.support.journeys.ended import DAY
from tests.support.journeys.links_pressed import AskedCast, press
from tests.support.journeys.looking_around import (
    DECISIONS,
    about,
    bare_of_numbers,
    differences,
    looks_at,
    tries,
)
from tests.support.journeys.watching import UnmetIntroduction, bare_page, cast_for
from tests.support.story import Somebody, Story

on_postgresql = pytest.mark.on_postgresql("block")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The random part of a closing hour is nought, so that all stories end at the same moment."""
    return replace(settings, closing_spread_hours=0)


def knows(story: Story, one: Somebody, other: Somebody) -> None:
    """The two say that they know each other."""
    assert one.person
    assert other.person
    story.people.know_each_other(one.person, other.person)


@on_postgresql
@pytest.mark.parametrize("decision", DECISIONS)
def test_who_asked_directly_sees_nothing_change(cast: AskedCast, decision: str) -> None:
    knows(cast.story, cast.alice, cast.carol)
    before = looks_at(cast.alice, cast.bob, cast.carol)
    press(cast.story, cast.link(), decision=decision)
    assert not differences(before, looks_at(cast.alice, cast.bob, cast.carol))


@on_postgresql
@pytest.mark.parametrize("decision", DECISIONS)
def test_who_asked_through_bob_sees_nothing_change(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody, decision: str
) -> None:
    alice.asks(to=carol, through=bob)
    before = looks_at(alice, bob, carol)
    bob.answers(decision)
    assert not differences(before, looks_at(alice, bob, carol))


@on_postgresql
@pytest.mark.parametrize("decision", [*DECISIONS, "block_connector"])
def test_neither_alice_nor_bob_who_lent_his_name_sees_carol_turn_away(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody, decision: str
) -> None:
    alice.asks(to=carol, through=bob)
    bob.lends_good_word()
    before = looks_at(alice, bob, carol), looks_at(bob, alice, carol)
    press(story, carol.newest("r").link("r"), decision=decision)
    assert not differences(before[0], looks_at(alice, bob, carol))
    assert not differences(before[1], looks_at(bob, alice, carol))


@on_postgresql
@pytest.mark.parametrize("decision", DECISIONS)
def test_who_chose_carol_for_a_blind_ask_sees_nothing_change(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody, decision: str
) -> None:
    alice.asks(through=bob)
    bob.lends_good_word(whom=carol.public_id)
    before = looks_at(bob, alice, carol)
    press(story, carol.newest("r").link("r"), decision=decision)
    assert not differences(before, looks_at(bob, alice, carol))


@on_postgresql
@pytest.mark.parametrize("decision", DECISIONS)
def test_who_offered_sees_nothing_change(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody, decision: str
) -> None:
    bob.offers(alice, carol)
    before = looks_at(bob, alice, carol)
    alice.answers(decision)
    assert not differences(before, looks_at(bob, alice, carol))


@on_postgresql
@pytest.mark.parametrize("decision", DECISIONS)
def test_an_offer_that_names_them_again_is_taken_as_before(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody, decision: str
) -> None:
    bob.offers(alice, carol)
    alice.answers(decision)
    erin = story.member(story.people.join("Erin Vale"))
    knows(story, bob, erin)
    letters = len(alice.letters)
    bob.offers(alice, erin)
    if decision == "no":
        assert len(alice.letters) == letters + 1, "a no is about one introduction"
    else:
        assert len(alice.letters) == letters + (decision == "never_this"), (
            "and it reaches nobody who wants no more"
        )


def test_people_i_was_introduced_to_stay_while_i_wait_for_one_of_them(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    alice.asks(to=bob)
    bob.says_yes()
    story.details_come_out()
    alice.asks(
        to=carol, through=bob, what_for="To hear how you keep bees on a roof.", why="Your roof is near mine."
    )
    before = looks_at(alice, bob, carol)
    assert "Bob Keller" in before["/introduced"]
    bob.answers("block")
    assert not differences(before, looks_at(alice, bob, carol))
    story.wait(20 * DAY, DAY)
    assert "Bob Keller" not in alice.get("/introduced").text


def test_on_the_closing_day_lists_tell_what_pages_tell(cast: AskedCast) -> None:
    knows(cast.story, cast.alice, cast.carol)
    press(cast.story, cast.link(), decision="block")
    assert "Alice Marsh" not in cast.carol.get("/people").text, "she sees nothing of Alice at once"
    assert "Alice Marsh" not in cast.carol.get("/me/acquaintances").text
    cast.story.wait(9 * DAY, DAY)
    assert all(
        "Carol Duarte" in cast.alice.get(path).text for path in ("/people", "/me/acquaintances", "/ask")
    )
    cast.story.wait(2 * DAY, DAY)
    assert not any(
        "Carol Duarte" in cast.alice.get(path).text for path in ("/people", "/me/acquaintances", "/ask")
    )


def test_a_block_outside_any_introduction_acts_at_once(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    assert bob.person
    assert alice.person
    with story.app.app_context():
        people_service.block(bob.person.id, alice.person.id, story.people.at)
    assert not any("Bob Keller" in alice.get(path).text for path in ("/people", "/me/acquaintances", "/ask"))
    assert alice.get(f"/people/{bob.public_id}").status_code == 404


def test_an_acquaintance_that_carol_ends_meanwhile_seems_to_stay(cast: AskedCast) -> None:
    knows(cast.story, cast.alice, cast.carol)
    before = looks_at(cast.alice, cast.bob, cast.carol)
    _end(cast.carol, cast.alice)
    assert "Alice Marsh" not in cast.carol.get("/me/acquaintances").text
    assert not differences(before, looks_at(cast.alice, cast.bob, cast.carol))
    cast.story.wait(11 * DAY, DAY)
    assert "Carol Duarte" not in cast.alice.get("/me/acquaintances").text


def test_what_alice_ends_herself_is_over_for_her_at_once(cast: AskedCast) -> None:
    knows(cast.story, cast.alice, cast.carol)
    press(cast.story, cast.link(), decision="block")
    _end(cast.alice, cast.carol)
    assert "Carol Duarte" not in cast.alice.get("/me/acquaintances").text
    assert "You know Carol Duarte" not in cast.alice.get(f"/people/{cast.carol.public_id}").text


def test_a_question_whether_we_know_each_other_waits_on_as_in_silence(cast: AskedCast) -> None:
    page = cast.alice.get(f"/people/{cast.carol.public_id}")
    cast.alice.fill(page.request.path, page, "I know this person")
    before = looks_at(cast.alice, cast.carol)
    assert "Carol Duarte" in before["/me/acquaintances"]
    press(cast.story, cast.link(), decision="block")
    assert not differences(before, looks_at(cast.alice, cast.carol))


def _end(reader: Somebody, other: Somebody) -> None:
    """Press "Remove" in somebody's row."""
    page = reader.get("/me/acquaintances")
    rows = page.text.split('<li class="list-row">')
    row = next(row for row in rows if other.public_id in row)
    number = row.partition('name="acquaintance" value="')[2].partition('"')[0]
    browser = reader._signed_in()
    secret = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    done = browser.post("/me/acquaintances/end", data={"csrf_token": secret, "acquaintance": number})
    assert done.status_code == 303


def _cases(story: Story) -> dict[str, UnmetIntroduction]:
    """One cast for silence and one for each decision, all alike."""
    return {reason: cast_for(story, reason) for reason in ("silence", *DECISIONS)}


def test_after_a_withdrawal_a_direct_letter_is_taken_or_refused_alike(story: Story) -> None:
    """Alice asks through Bob, Bob turns away, she takes it back and asks Bob himself."""
    cases = _cases(story)
    answers = {}
    for reason, case in cases.items():
        case.introduction = case.alice.asks(to=case.carol, through=case.bob)
        if reason != "silence":
            case.bob.answers(reason)
        case.alice.withdraws(case.introduction)
        pages = [bare_page(case.alice.get(path).text) for path in about(case.bob)[:3]]
        answers[reason] = (
            tries(case.alice, case.bob)[0],
            *pages,
            bare_page(case.alice.get("/introductions").text),
        )
    assert {answer[0] for answer in answers.values()} == {303}
    for reason, answer in answers.items():
        assert answer == answers["silence"], reason
    story.work()
    asked = {reason: len(case.bob.letters) for reason, case in cases.items()}
    assert asked["block"] == asked["never"] == asked["silence"] - 1, "and nothing reaches him"


def test_after_a_withdrawal_the_way_through_bob_is_open_or_shut_alike(story: Story) -> None:
    """Carol changes after Alice asked her; Alice withdraws and asks others, about Carol and through Carol."""
    cases = _cases(story)
    pages = {}
    for reason, case in cases.items():
        knows(story, case.alice, case.carol)
        case.introduction = case.alice.asks(to=case.carol)
        if reason != "silence":
            case.carol.answers(reason)
        case.alice.withdraws(case.introduction)
        pages[reason] = looks_at(case.alice, case.bob, case.carol)
    for reason, seen in pages.items():
        assert bare_of_numbers(seen) == bare_of_numbers(pages["silence"]), reason
