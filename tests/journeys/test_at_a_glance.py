"""My introductions at a glance, and the steps of one of them, as each person may know them."""

import re
from datetime import timedelta

from tests.support.story import Somebody, Story

MINE, OTHERS, ENDED = "Needs your answer", "Waiting", "Past"


def groups(who: Somebody) -> dict[str, str]:
    """What stands below each heading of the list."""
    page = who.get("/introductions").text.partition("<main")[2].partition("</main>")[0]
    parts = re.split(r"<h2>([^<]+)</h2>", page)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def steps(who: Somebody, introduction: str) -> list[str]:
    """The steps of an introduction in words; what is still to come with its date, which is no past moment."""
    page = who.get(f"/introductions/{introduction}").text
    lines = re.findall(r'<li class="timeline-(past|coming)">(.*?)</li>', page, re.DOTALL)
    words = [re.findall(r"<p>([^<]+)</p>", line)[0] for _kind, line in lines]
    return [
        f"({text})" if kind == "coming" else text for (kind, _line), text in zip(lines, words, strict=True)
    ]


def test_from_waiting_for_somebody_to_what_became_of_it(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    introduction = alice.asks(to=carol)
    assert list(groups(alice)) == [MINE, OTHERS]
    assert "Nothing needs your answer right now." in groups(alice)[MINE]
    assert OTHERS not in groups(alice)[OTHERS], "the heading says it"
    assert list(groups(carol)) == [MINE]
    assert "Alice Marsh would like to meet you" in groups(carol)[MINE]
    carol.says_yes(["phone"])
    assert list(groups(carol)) == [MINE, OTHERS]
    assert "You said yes" in groups(carol)[OTHERS]
    story.details_come_out()
    for who in (alice, carol):
        assert list(groups(who)) == [MINE, ENDED]
        assert "Introduced on " in groups(who)[ENDED]
    assert steps(carol, introduction)[:2] == ["You were asked", "You said yes"]
    assert steps(alice, introduction)[-1] == "Introduced: both got each other’s details"


def test_each_step_through_bob_and_what_comes_next(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    introduction = alice.asks(to=carol, through=bob)
    assert steps(alice, introduction) == ["Sent", "(You’ll hear how it ended)"]
    bob.lends_good_word()
    said = "Bob Keller said yes and is asking them"
    assert steps(alice, introduction) == ["Sent", said, "(You’ll hear how it ended)"]
    assert steps(bob, introduction) == ["You were asked", "You said yes", "(You’ll hear how it ended)"]
    carol.says_yes()
    assert steps(alice, introduction) == [
        *("Sent", said, "Everyone said yes"),
        "(You get each other’s details)",
    ]


def test_a_no_is_a_step_only_for_who_said_it(story: Story, alice: Somebody, carol: Somebody) -> None:
    introduction = alice.asks(to=carol)
    carol.answers("no")
    assert steps(alice, introduction) == ["Sent", "(You’ll hear how it ended)"]
    assert steps(carol, introduction) == ["You were asked", "You said “not this time”"]
    story.wait(timedelta(days=20))
    assert steps(alice, introduction) == ["Sent", "Closed without an introduction"]
    assert "Ended on " in groups(alice)[ENDED]
    assert "Ended on " not in groups(carol)[ENDED]
