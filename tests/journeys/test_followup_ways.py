"""From every way to an introduction on to the end of its follow-up, through pages and mail only."""

import re
from collections.abc import Callable

import pytest

from tests.support.journeys.followed_up import (
    ASKED,
    DAY,
    THANKED,
    WORTH_IT,
    mails,
    pass_days,
    says,
    says_here,
    useful,
)
from tests.support.story import Somebody, Story

# What the two databases do alike is tested elsewhere, step by step.
ON_ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
# The lines of the ledger for who made an introduction, and for the two whom it brought together.
CONFIRMED = ("An introduction you made was worth it for both", "was worth it for both of you")
GOOD = {"talked": "yes", "worth": "yes", "as_said": "yes"}
Way = Callable[[Story, Somebody, Somebody, Somebody], None]


def direct(_story: Story, alice: Somebody, _bob: Somebody, carol: Somebody) -> None:
    """Alice asks Carol."""
    alice.asks(to=carol)
    carol.says_yes()


def named(_story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    """Alice asks Bob for Carol."""
    alice.asks(to=carol, through=bob)
    bob.lends_good_word()
    carol.says_yes()


def blind(_story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    """Alice asks Bob for someone who ..., and Bob chooses Carol."""
    alice.asks(through=bob)
    bob.lends_good_word(whom=carol.public_id)
    carol.says_yes()


def offered(_story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    """Bob thinks that the two should meet."""
    bob.offers(alice, carol)
    alice.says_yes()
    carol.says_yes()


WAYS: dict[Way, bool] = {direct: False, named: True, blind: True, offered: True}  # and whether Bob is in it


@ON_ONE_DATABASE
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_pair_of_members_counts_at_the_end_of_its_follow_up(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody, way: Way
) -> None:
    way(story, alice, bob, carol)
    story.details_come_out()
    pass_days(story, 14)
    typed = {**GOOD, "connector_may_know": "y"} if WAYS[way] else GOOD
    assert "Your answer is saved." in says(alice, **typed, thanks_second="Thank you, Carol.").text
    assert not useful(story)
    page = carol.follow(carol.get("/introduced"), r"/introduced/[\w-]{22}").request.path
    assert "Your answer is saved." in says_here(carol, page.rpartition("/")[2], **typed).text

    connector = bob if WAYS[way] else None
    assert [(line["a"], line["b"], line["connector"]) for line in useful(story)] == [
        _ids(alice, carol, connector)
    ]
    pass_days(story, 30)
    assert [_is_confirmed(person) for person in (alice, carol, bob)] == [True, True, WAYS[way]]
    assert [len(mails(person, ASKED)) for person in (alice, carol, bob)] == [1, 1, 0]
    assert len(mails(carol, THANKED)) == 1
    assert len(mails(bob, WORTH_IT)) == WAYS[way]
    assert len(useful(story)) == 1


def carried(story: Story, _alice: Somebody, bob: Somebody, gwen: Somebody) -> None:
    """Bob passes the link on himself; Gwen proves her address with six digits."""
    handed = bob.lends_good_word(whom="carry", guest_label="G. from the mill")
    link = _found(r'class="link-written">([^<]+)<', handed.text)
    told = gwen.answers_at(link, "yes", name=gwen.name, email=gwen.address)
    gwen.fill("/r/code", told, "Say yes", {"code": _found(r"> (\d{6})", gwen.newest().text)})
    story.work()


def mailed(_story: Story, _alice: Somebody, bob: Somebody, gwen: Somebody) -> None:
    """The site writes to Gwen once."""
    bob.lends_good_word(whom="write", guest_name=gwen.name, guest_email=gwen.address, guest_welcomes="y")
    gwen.answers("yes", email=gwen.address)


@ON_ONE_DATABASE
@pytest.mark.parametrize("way", [carried, mailed], ids=lambda way: way.__name__)
def test_a_guest_says_how_it_went_too_and_is_in_no_ledger(
    story: Story, alice: Somebody, bob: Somebody, way: Way
) -> None:
    story.wait(31 * DAY)
    gwen = story.guest("Gwen Pryce", "gwen@guests.example.net")
    alice.asks(through=bob)
    way(story, alice, bob, gwen)
    story.details_come_out()
    pass_days(story, 14)
    assert "Your answer is saved." in says(alice, **GOOD, connector_may_know="y").text
    done = says(gwen, **GOOD, connector_may_know="y", thanks_connector="Thank you, Bob.")
    assert "Your answer is saved." in done.text
    assert not useful(story)
    assert len(mails(bob, WORTH_IT)) == len(mails(bob, THANKED)) == 1
    pass_days(story, 30)
    assert not _is_confirmed(alice)
    assert not _is_confirmed(bob)


def _is_confirmed(person: Somebody) -> bool:
    page = person.get("/me/trust").text
    return any(words in page for words in CONFIRMED)


def _ids(*people: Somebody | None) -> tuple[int | None, ...]:
    return tuple(who.person.id if who and who.person else None for who in people)


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, text
    return found[1]
