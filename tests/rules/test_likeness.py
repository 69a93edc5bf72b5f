"""A near copy is told from a letter: write to this person."""

from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.text.likeness import is_near_copy

ASK = """I run a small bakery in Leeds with six people and want to learn how you moved to a four-day week.
You wrote that your kitchen did it without losing a customer; we tried for a month and failed on Saturdays.
I would tell you everything about our ordering, which we did solve. I ask for thirty minutes by telephone."""

COPIES = {
    "the same": ASK,
    "in capitals, with other signs": ASK.upper().replace(".", " !").replace(",", " -"),
    "a greeting before": "Dear Carol, I hope this finds you well. " + ASK,
    "other minutes, other town": ASK.replace("thirty", "twenty").replace("Leeds", "York"),
    "one sentence left out": ASK.replace(
        "I would tell you everything about our ordering, which we did solve.", ""
    ),
    "a sentence added": ASK + " I am free on any afternoon in May.",
    "sentences turned round": " ".join(reversed(ASK.replace("\n", " ").split(". "))),
}

LETTERS = {
    "the same sentence about oneself": """I run a small bakery in Leeds with six people. We need an oven that
takes less gas, and you chose one last year after testing four. Which would you not buy again? A message is
enough.""",
    "the same wish, in other words": """For eight years I have had a bakery with five colleagues. How did you
manage to close one day each week? Ours grumbled. I could show you the way that we plan our flour.""",
    "the same closing": """Your talk on apprentices helped me. I would like to hear how you find them outside
of schools, since ours all come from one. I ask for thirty minutes by telephone.""",
    "nothing in common": (
        "Would you look over the accounts of our choir? Two hours, once, and there will be cake."
    ),
}


@pytest.mark.parametrize("text", COPIES.values(), ids=COPIES)
def test_a_copy_with_little_changes_is_a_copy(text: str) -> None:
    assert is_near_copy(text, ["Something else entirely, from last year.", ASK])


@pytest.mark.parametrize("text", LETTERS.values(), ids=LETTERS)
def test_a_letter_of_its_own_is_none(text: str) -> None:
    assert not is_near_copy(text, [ASK])


def test_languages_without_spaces_are_read_too() -> None:
    one = "我在利兹经营一家小面包店，想请教您如何实行每周四天工作制。"
    assert is_near_copy(one.replace("利兹", "约克"), [one])
    assert not is_near_copy("请问您能否看一下我们合唱团的账目？只需要两个小时。", [one])


def test_nothing_is_a_copy_of_nothing() -> None:
    assert not is_near_copy("", ["", "…"])
    assert not is_near_copy("Hello", [])


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1))
def test_every_text_is_a_copy_of_itself(text: str) -> None:
    assert is_near_copy(text, [text])


@given(st.text(), st.text())
def test_likeness_goes_both_ways(one: str, other: str) -> None:
    assert is_near_copy(one, [other]) == is_near_copy(other, [one])


def test_ten_times_the_text_takes_about_ten_times_as_long() -> None:
    def seconds(words: int) -> float:
        text = " ".join(str(number) for number in range(words))
        return min(_timed(text) for _ in range(5))

    assert seconds(50_000) < 40 * seconds(5_000)


def _timed(text: str) -> float:
    start = thread_time()
    is_near_copy(text, [text])
    return thread_time() - start
