"""Every other answer, and thinking again, by keyboard alone."""

from datetime import timedelta

from tests.support.journeys.guests_asked import bob_lets_the_site_write
from tests.support.keyboard import Keyboard
from tests.support.story import Somebody, Story


def test_a_no_from_the_mail(keys: Keyboard, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    keys.opens(carol.newest("r").link("r"))
    keys.chooses(decision="no")
    keys.presses("Send my answer")
    keys.reads("You don’t owe anyone a reason.")


def test_a_no_on_the_site(keys: Keyboard, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    keys.sits(carol, "/introductions")
    keys.presses("Alice Marsh would like to meet you")
    keys.chooses(decision="no")
    keys.presses("Send my answer")
    keys.reads("You don’t owe anyone a reason.")


def test_not_now_in_words_that_were_chosen(
    keys: Keyboard, alice: Somebody, carol: Somebody, story: Story
) -> None:
    alice.asks(to=carol)
    keys.opens(carol.newest("r").link("r"))
    keys.chooses(decision="not_now", sentence="own")
    keys.writes(words="After the harvest, gladly.")
    keys.presses("Send my answer")
    keys.reads("We’ve told Alice Marsh, in the words you chose.")
    story.work()
    assert "After the harvest, gladly." in alice.newest().text


def test_blocking_from_the_answer_page(keys: Keyboard, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    keys.opens(carol.newest("r").link("r"))
    keys.unfolds("More options")
    keys.chooses(key="Shift+Tab", decision="block")
    keys.presses("Send my answer")
    keys.reads("You don’t owe anyone a reason.")
    keys.sits(carol, "/me/blocks")
    keys.presses("Unblock")
    keys.reads("No one")


def test_undoing_by_the_link_of_the_mail(keys: Keyboard, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    carol.says_yes()
    keys.opens(alice.newest("u").link("u"))
    keys.ticks("sure")
    keys.presses("Undo")
    keys.reads("You’ve withdrawn your yes")


def test_taking_a_yes_back(keys: Keyboard, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    bob.offers(alice, carol)
    alice.says_yes()
    keys.opens(alice.newest("r").link("r"))
    keys.ticks("sure")
    keys.presses("Withdraw my yes")
    keys.reads("You’ve withdrawn your yes")


def test_withdrawing(keys: Keyboard, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    keys.sits(alice, "/introductions")
    keys.presses("Withdraw")
    keys.reads("Withdrawn.")


def test_a_guest_says_yes_with_the_mailed_code(
    keys: Keyboard, settled: Story, alice: Somebody, bob: Somebody
) -> None:
    gwen = settled.guest("Gwen Pryce", "gwen@guests.example.net")
    bob_lets_the_site_write(alice, bob, gwen.address)
    keys.opens(gwen.newest("r").link("r"))
    keys.chooses(decision="yes")
    keys.writes(name=gwen.name, email="gwen@else.example.net")
    keys.presses("Send my answer")
    keys.reads("One more step")
    settled.work()
    keys.writes(code=_code(settled, "gwen@else.example.net"))
    keys.presses("Say yes")
    keys.reads("You answered yes")
    settled.wait(timedelta(minutes=16))
    assert "gwen@else.example.net" in alice.newest().text


def test_stopping_e_mails(keys: Keyboard, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    keys.opens(carol.newest("x").link("x"))
    keys.chooses(scope="everything")
    keys.presses("Stop these e-mails")
    keys.reads("You won’t get any more e-mail from us.")


def _code(story: Story, address: str) -> str:
    text = story.mailbox.newest(address).text
    return next(word for word in text.split() if word.isdigit() and len(word) == 6)
