"""What a member sets, by keyboard alone: profile, door, the people one knows."""

from tests.support.keyboard import Keyboard
from tests.support.story import Somebody, Story


def test_my_profile(keys: Keyboard, alice: Somebody) -> None:
    keys.sits(alice, "/introductions")
    keys.presses("Me", within="nav")
    keys.presses("Edit my profile")
    keys.writes(headline="I tune organs.", can_help_with="Pipes and bellows.", place="Lund")
    keys.unfolds("Language and time zone")
    keys.picks(time_zone="Europe/Stockholm")
    keys.presses("Save")
    keys.reads("Pipes and bellows.")


def test_my_door(keys: Keyboard, alice: Somebody) -> None:
    keys.sits(alice, "/me")
    keys.presses("Who can reach me")
    keys.ticks("takes_direct_asks")
    keys.ticks("refused_purposes", "learn")
    keys.writes(asks_per_30_days="3")
    keys.presses("Save")
    keys.reads("listed; only people you know can pass requests to you")


def test_people_i_know(keys: Keyboard, story: Story, alice: Somebody, carol: Somebody) -> None:
    keys.sits(alice, "/me")
    keys.presses("People I know")
    keys.writes(email=carol.address)
    keys.presses("I know this person")
    story.work()
    keys.opens(carol.newest("k").link("k"))
    keys.chooses(answer="yes")
    keys.presses("Send my answer")
    keys.sits(carol, "/me/acquaintances")
    keys.presses("Show it to others")
    keys.reads("You’d like to show this")
