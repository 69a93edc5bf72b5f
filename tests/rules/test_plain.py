"""Plain text: every language may be written, and nothing may hide in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.text.plain import clean, fault


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Two lines\n\nand a third.",
        "Việt Nam, ngữ pháp",
        "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
        "می‌خواهم",
        "हिन्दी में लिखना",
        "👩‍👩‍👧 ❤️ 🏳️‍🌈",
        "price: 5 < 6 & 7 > 3, “quoted” – fine… €",
        "שלום\u200f (right)",
        "ภาษาไทยมีวรรณยุกต์ ที่นี่",
    ],
)
def test_what_people_write_is_fine(text: str) -> None:
    assert fault(text, 200) is None


@pytest.mark.parametrize(
    "text",
    [
        "a\x00b",
        "a\x07b",
        "a\x1b[31m",
        "a\rb",
        "a\x0bb",
        "a\x85b",
        "a\u2028b",
        "a\u2029b",
        "a\ud800b",
        "a\u202eb",
        "a\u2066b",
        "a\u200bb",
        "a\ufeffb",
        "a\U000e0061b",
        "a\ue000b",
        "a\ufffeb",
        "a\ufdd0b",
        "a\u3164b",
        "a\u2800b",
    ],
)
def test_what_nobody_can_see_is_refused(text: str) -> None:
    assert "invisible character" in (fault(text, 200) or "")


def test_piles_of_marks_are_refused() -> None:
    assert "accents" in (fault("H" + "\u0300\u0316" * 4 + "elp", 200) or "")


def test_too_long_is_told_with_the_limit() -> None:
    sentence = fault("x" * 11, 10) or ""
    assert sentence % {"limit": 10} == "Keep this to 10 characters."
    assert fault("e\u0301" * 10, 10) is None


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_cleaning_ends_every_line_one_way_and_cleans_once(text: str) -> None:
    kept = clean(text)
    assert clean(kept) == kept
    assert not set("\r\t\x0b\x0c\x85\u2028\u2029") & set(kept)
    assert "\n\n\n" not in kept


@given(st.text())
def test_what_passes_can_be_stored_and_sent(text: str) -> None:
    if fault(text, 10_000) is None:
        assert "\0" not in text
        text.encode()
