"""From a guest's report to a decision that is overturned on appeal, through pages and mail only."""

from datetime import timedelta

import pytest

from intro_app.db import atomic
from tests.support import moderation_desk as desk
from tests.support.default_texts import GOOD_WORD
from tests.support.moderation_desk import Moderator, audited, points, report
from tests.support.story import Somebody, Story

pytestmark = pytest.mark.both_databases


@pytest.fixture
def gita(story: Story, alice: Somebody, bob: Somebody) -> Somebody:
    """A guest whom Bob knows and has let the site write to, about Alice."""
    story.wait(timedelta(days=40), timedelta(days=40))
    gita = story.guest("Gita Rao", "gita@example.org")
    alice.asks(through=bob)
    bob.lends_good_word(whom="write", guest_name="Gita Rao", guest_email=gita.address, guest_welcomes="y")
    return gita


@pytest.fixture
def dan(story: Story) -> Moderator:
    """He moderates, and knows nobody here."""
    return Moderator.made(story, story.people.dan)


@pytest.fixture
def erin(story: Story) -> Moderator:
    """She moderates too."""
    return Moderator.made(story, story.people.join("Erin Walsh"))


def test_a_guest_reports_and_alice_is_heard_judged_and_rehabilitated(
    story: Story, alice: Somebody, bob: Somebody, gita: Somebody, dan: Moderator, erin: Moderator
) -> None:
    before = _points(alice, bob)
    assert "We’ve received your report" in report(gita, gita.newest("p").link("p")).text
    assert gita.newest().subject == "We’ve received your report"
    assert _points(alice, bob) == before

    assert desk.WORDS in dan.reads().text
    assert dan.hears().status_code == 303
    _is_asked_some_days_later(story, alice)
    _tells_side(alice, alice.newest("h").link("h"))

    assert dan.decides().status_code == 303
    assert [harm for _good, harm in _points(alice, bob)] == pytest.approx([2.0, 0.5]), "Bob vouched for her"
    assert gita.newest("h").subject == alice.newest("h").subject == "What we decided, and why"

    _appeals(alice, alice.newest("h").link("h"))
    assert dan.reviews_unasked("overturned").status_code == 403, "somebody else judges it"
    assert erin.reviews("overturned").status_code == 303
    assert _points(alice, bob) == before
    assert "as if it had never happened" in " ".join(alice.newest("h").text.split())
    told = gita.get(gita.newest("h").link("h")).text
    assert "this decision was overturned" in told
    assert "Why it was overturned" in told
    assert audited(story, "decided_case")
    assert audited(story, "decided_appeal")
    assert not [letter for letter in alice.letters if "Gita" in letter.text + letter.html]


def test_a_guest_is_reported_heard_judged_and_rehabilitated(
    story: Story, alice: Somebody, gita: Somebody, dan: Moderator, erin: Moderator
) -> None:
    """Whoever has no account reads, answers and appeals by the links of the e-mails."""
    gita.answers("yes", name=gita.name, email=gita.address)
    story.details_come_out()
    report(alice, _any_report_link(alice), about="second", grounds="harassment", block="no")
    _is_decided(story, dan, gita)
    decided = gita.newest("h")
    assert "You have no account here, so nothing else happens." in " ".join(decided.text.split())
    _appeals(gita, decided.link("h"))
    assert dan.reviews_unasked("overturned").status_code == 403
    assert erin.reviews("overturned").status_code == 303
    _reads_that_it_fell(gita, alice)
    assert not [letter for letter in gita.letters if desk.WORDS in " ".join(letter.text.split())]


def test_a_connector_is_reported_for_their_word_and_rehabilitated(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody, dan: Moderator, erin: Moderator
) -> None:
    before = _points(alice, bob, carol)
    alice.asks(to=carol, through=bob)
    bob.lends_good_word()
    report(carol, carol.newest("p").link("p"), about="connector", grounds="harassment", block="no")
    _is_decided(story, dan, bob)
    assert [harm for _good, harm in _points(alice, bob, carol)] == pytest.approx([0, 2.0, 0])
    _appeals(bob, bob.newest("h").link("h"))
    assert dan.reviews_unasked("overturned").status_code == 403
    assert erin.reviews("overturned").status_code == 303
    _reads_that_it_fell(bob, carol)
    assert _points(alice, bob, carol) == before


def test_block_with_one_tick(story: Story, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    done = report(carol, carol.newest("p").link("p"), grounds="harassment")
    assert "You won’t hear from this person here again" in done.text
    assert carol.person
    assert alice.name in carol.get("/me/blocks").text
    assert alice.get(f"/people/{carol.person.public_id}").status_code == 200, "as if nothing had happened"
    story.wait(timedelta(days=40), timedelta(days=1))
    assert alice.get(f"/people/{carol.person.public_id}").status_code == 404
    assert not [letter for letter in alice.letters if "report" in letter.subject.lower()]


def test_a_blocked_person_can_still_answer(
    story: Story, alice: Somebody, carol: Somebody, dan: Moderator
) -> None:
    alice.asks(to=carol)
    report(carol, carol.newest("p").link("p"), block="yes")
    dan.hears()
    story.wait(timedelta(days=3, minutes=1))
    _tells_side(alice, alice.newest("h").link("h"))
    assert desk.the_case(story, lambda case: case.side) == "I did not know that she had said no."
    assert dan.decides(outcome="not_upheld", severity=[]).status_code == 303
    assert "It’s as if no one had reported anything." in " ".join(alice.newest("h").text.split())


def test_retaliation_needs_two(
    story: Story, alice: Somebody, carol: Somebody, dan: Moderator, erin: Moderator
) -> None:
    alice.asks(to=carol, shares=["email"])
    carol.says_yes()
    story.details_come_out()
    report(carol, carol.newest("p").link("p"), about="first", block="no")
    dan.hears()
    story.wait(timedelta(days=3, minutes=1))
    dan.decides(outcome="not_upheld", severity=[])

    report(alice, _any_report_link(alice), about="second")
    assert "Possible retaliation" in dan.case().text
    dan.hears()
    story.wait(timedelta(days=10, minutes=1))
    assert dan.decides().location.endswith("done=proposed")
    assert carol.person
    assert points(carol.person)[1] == 0.0
    assert dan.case().text.count("You proposed it") == 1
    assert erin.seconds().status_code == 303
    assert points(carol.person)[1] == pytest.approx(2.0)


def test_a_deleted_account_ends_no_case(
    story: Story, alice: Somebody, carol: Somebody, dan: Moderator
) -> None:
    alice.asks(to=carol)
    report(carol, carol.newest("p").link("p"))
    assert alice.person
    _leaves(story, alice)
    assert "To learn how your choir found a room" in dan.reads().text
    dan.hears()
    story.wait(timedelta(days=10, minutes=1))
    assert dan.decides().status_code == 303
    assert points(alice.person)[1] == pytest.approx(2.0)
    assert "What we decided, and why" in [letter.subject for letter in carol.letters]


def test_the_words_of_a_report_come_to_nobody_but_the_moderator(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody, dan: Moderator
) -> None:
    alice.asks(to=carol, through=bob)
    bob.lends_good_word(**GOOD_WORD)
    report(carol, carol.newest("p").link("p"), about="connector", grounds="money")
    dan.hears(rule="money", allegation="That money was asked for.")
    story.wait(timedelta(days=10, minutes=1))
    dan.decides(
        rule="money",
        severity="severe",
        facts="Money was asked for.",
        facts_for_reporters="Money was asked for.",
    )
    said = [
        letter
        for person in (alice, bob)
        for letter in person.letters
        if desk.WORDS in " ".join(letter.text.split())
    ]
    assert not said
    assert all("Carol" not in letter.text for letter in bob.letters if letter.links("h"))


def _is_asked_some_days_later(story: Story, alice: Somebody) -> None:
    """The two have one introduction in common, so the date of the letter would tell who reported."""
    assert not [letter for letter in alice.letters if letter.links("h")]
    story.wait(timedelta(days=3, minutes=1))
    assert alice.newest("h").subject == "A concern about an introduction: what’s your side?"
    assert "Accept a no." in " ".join(alice.newest("h").text.split())


def _is_decided(story: Story, dan: Moderator, reported: Somebody) -> None:
    """They are asked for their side, tell it by the link, and read the decision."""
    assert desk.WORDS in dan.reads().text
    assert dan.hears(rule="harassment", allegation="That somebody was insulted.").status_code == 303
    story.wait(timedelta(days=3, minutes=1))
    _tells_side(reported, reported.newest("h").link("h"))
    assert dan.decides(rule="harassment").status_code == 303
    assert reported.newest("h").subject == "What we decided, and why"


def _reads_that_it_fell(reported: Somebody, reporter: Somebody) -> None:
    assert "as if it had never happened" in " ".join(reported.newest("h").text.split())
    assert "this decision was overturned" in reporter.opens(reporter.newest("h").link("h")).text


def _points(*people: Somebody) -> list[tuple[float, float]]:
    return [points(one.person) for one in people if one.person]


def _tells_side(somebody: Somebody, link: str) -> None:
    typed = {"words": "I did not know that she had said no."}
    page = somebody.opens(link)
    assert "Thank you." in somebody.fill("/h", page, "Send my side", typed, action="/h/answer").text
    somebody.story.work()


def _appeals(somebody: Somebody, link: str) -> None:
    typed = {"words": "The messages were about another matter."}
    page = somebody.opens(link)
    assert (
        "We’ve received your appeal." in somebody.fill("/h", page, "Appeal", typed, action="/h/appeal").text
    )
    again = somebody.opens(link)
    assert 'action="/h/appeal"' not in again.text
    somebody.story.work()


def _any_report_link(somebody: Somebody) -> str:
    return next(letter.link("p") for letter in reversed(somebody.letters) if letter.links("p"))


def _leaves(story: Story, somebody: Somebody) -> None:
    with story.app.app_context(), atomic():
        assert somebody.person
        somebody.person.member.left_at = story.people.at
