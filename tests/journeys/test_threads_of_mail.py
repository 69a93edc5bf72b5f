"""In a mailbox, all mail of one introduction to one person is a thread, apart from other introductions."""

from datetime import timedelta

from tests.support.face.cast import LETTERS
from tests.support.journeys.doors import door
from tests.support.received_mail import ReceivedMail
from tests.support.story import Somebody, Story


def roots(letters: list[ReceivedMail]) -> set[str]:
    """What the mail refers to; empty for one that stands alone."""
    return {str(letter.message["References"] or "") for letter in letters}


def introduced(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    """From the first question to a thank-you note, two weeks later."""
    alice.asks(to=carol, through=bob)
    bob.lends_good_word()
    carol.says_yes()
    story.details_come_out()
    story.wait(timedelta(days=15), timedelta(days=1))
    link = carol.newest("f").link("f")
    thanks = {"talked": "yes", "worth": "yes", "thanks_first": "That was a good hour."}
    carol.fill("/f", carol.opens(link), "Send", thanks, action="/f")
    story.work()


def test_all_mail_of_an_introduction_is_one_thread_for_each_person(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    introduced(story, alice, bob, carol)
    threads = [roots(person.letters) for person in (alice, bob, carol)]
    assert all(len(person.letters) > 1 for person in (alice, bob, carol))
    assert [len(found) for found in threads] == [1, 1, 1]
    assert "" not in set.union(*threads)
    assert len(set.union(*threads)) == 3, "nobody can show by their mail whom a connector asked"


def test_every_introduction_is_a_thread_of_its_own(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    dan = story.member(story.people.dan)
    door(dan)
    introduced(story, alice, bob, carol)
    earlier, known = roots(carol.letters), len(carol.letters)
    story.wait(timedelta(days=40), timedelta(days=20))
    dan.asks(to=carol, **LETTERS[0])
    alice.asks(to=dan, **LETTERS[1])
    story.wait(timedelta(days=20), timedelta(days=1))
    later = roots(carol.letters[known:])
    assert later
    assert not later & {*earlier, ""}
    assert len(roots(dan.letters)) == 2, "one for what Dan asks, one for what he is asked"


def test_no_mail_of_an_introduction_says_it_answers_a_message_nobody_sent(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    introduced(story, alice, bob, carol)
    letters = [letter for person in (alice, bob, carol) for letter in person.letters]
    assert not any(letter.message["In-Reply-To"] for letter in letters)
    assert not roots(letters) & {letter.message_id for letter in letters}
