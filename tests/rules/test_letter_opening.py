"""A description of "someone who …" is read after these words, so it does not repeat them."""

import pytest

from intro_app.introductions.texts import without_opening


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Someone who casts bells.", "casts bells."),
        ("… somebody that casts bells.", "casts bells."),
        ("someone who … casts bells.", "casts bells."),
        ("Jemanden, der Glocken gießt.", "Glocken gießt."),
        ("Eine Person, die Glocken gießt.", "Glocken gießt."),
        ("Alguien que funda campanas.", "funda campanas."),
    ],
)
def test_the_label_is_not_said_twice(written: str, read: str) -> None:
    assert without_opening(written) == read


@pytest.mark.parametrize("written", ["casts bells.", "knows someone who casts bells.", "Someone who", ""])
def test_everything_else_stays_as_it_was_written(written: str) -> None:
    assert without_opening(written) == written
