"""What counts as a word in a draft, and how much room it takes."""

import pytest

from intro_app.introductions.models.drafts import has_words, size


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"why": ["  \n"]},
        {"form_id": ["abc"], "shares": ["email"], "guest_language": ["en"]},
        {"whom": [""]},
    ],
)
def test_what_a_form_comes_with_is_no_word_of_anybody(typed: dict[str, list[str]]) -> None:
    assert not has_words(typed)


@pytest.mark.parametrize("typed", [{"why": ["x"]}, {"purpose": ["learn"]}, {"minutes": ["twenty"]}])
def test_whatever_somebody_typed_or_chose_is(typed: dict[str, list[str]]) -> None:
    assert has_words(typed)


def test_room_is_counted_in_bytes_of_any_script() -> None:
    assert size({"why": ["é"]}) == size({"why": ["e"]}) + 1
    assert size({"why": ["\ud800"]})
