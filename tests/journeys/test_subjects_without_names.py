"""Whole stories with nobody's name in any subject, once everybody wants it so."""

from datetime import timedelta

from tests.support.journeys.followed_up import says
from tests.support.story import Somebody, Story

SURNAMES = ("Marsh", "Keller", "Duarte")


def _leaves_names_out(somebody: Somebody) -> None:
    page = somebody.get("/me/mail")
    done = somebody.fill("/me/mail", page, "Save", {"without_names": "y"}, action="/me/mail")
    assert "Saved." in done.text


def _subjects(*everybody: Somebody) -> list[str]:
    return [letter.subject for somebody in everybody for letter in somebody.letters]


def test_from_a_request_to_thanks_no_subject_holds_a_name(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    for somebody in (alice, bob, carol):
        _leaves_names_out(somebody)
    alice.asks(to=carol, through=bob)
    story.wait(timedelta(days=5))  # until Bob is reminded
    bob.lends_good_word()
    carol.says_yes()
    story.details_come_out()
    story.wait(timedelta(days=15), step=timedelta(days=1))
    says(carol, talked="yes", worth="yes", as_said="yes", thanks_first="Thank you.")
    subjects = _subjects(alice, bob, carol)
    assert not [one for one in subjects if any(name in one for name in SURNAMES)], subjects
    assert {
        "Your request for an introduction",
        "Someone you know asks you for an introduction",
        "Reminder: someone you know asks you for an introduction",
        "Your request is being passed on",
        "Someone you know would like to introduce you to someone",
        "You’ve been introduced",
        "Did you get to talk?",
        "A thank-you note for you",
    } <= set(subjects)
    assert "Alice Marsh" in carol.newest("r").text, "the e-mail itself says who it is"


def test_a_closing_without_names_is_the_same_for_a_no_and_for_silence(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    _leaves_names_out(alice)
    alice.asks(to=carol)
    carol.answers("no")
    story.wait(timedelta(days=12), step=timedelta(days=1))
    assert alice.newest().subject == "About your request"
