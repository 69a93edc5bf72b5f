"""A code is a code, whatever came along when it was pasted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.text.codes import SIGNS, read_code, read_digits

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u2043"
AROUND = st.text(
    alphabet=" \t\n\r\u00a0\u200b\u00ad\ufeff\u2060\u202a\u202c\u3000>\"'“”«».,;:()[]*_`|", max_size=8
)


@pytest.mark.parametrize(
    "typed",
    [
        "JEX2-SVAB",
        "jex2-svab",
        "JEX2SVAB",
        "> JEX2-SVAB",
        ">> JEX2-SVAB",
        "JEX2 - SVAB",
        "J E X 2 S V A B",
        "JEX2\u00a0SVAB",
        "JEX2-SVAB\u200b",
        "JEX2\u00ad-SVAB",
        "\tJEX2-SVAB\n",
        "“JEX2-SVAB”",
        "'JEX2-SVAB'.",
        "ＪＥＸ２－ＳＶＡＢ",
        "JEX2—SVAB",
        "JEX2−SVAB",
        "JEX2‐SVAB",
        "**JEX2-SVAB**",
        "`JEX2-SVAB`",
        "JEX٢-SVAB",
        "the code: JEX2-SVAB",
        "Or type this code: JEX2-SVAB.",
        "(JEX2-SVAB)",
        "JEX2_SVAB",
        "JEX2–SVAB,",
        "Your code: jex2 svab",
        "JEX2 -SVAB is your code",
        "JEX2ـSVAB",
        "ЈЕХ2-ЅVАВ",  # as a Cyrillic keyboard has it
        "ΖΕΧ2-SVAΒ".replace("Ζ", "J"),
    ],
)
def test_a_code_is_read_as_it_was_pasted(typed: str) -> None:
    assert read_code(typed) == "JEX2SVAB"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "JEX2-SVA",
        "JEX2-SVABX",
        "hello",
        "JEX2-SVUB",
        "1234 5678 9",
        "JEX2-ŠVAB",
        "📞" * 8,
        "send this code",
    ],
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) == ""


def test_what_is_taken_for_another_sign_is_meant_as_it() -> None:
    assert read_code("oil2-3456") == "01123456"


@given(st.text(alphabet=SIGNS, min_size=8, max_size=8), st.sampled_from(DASHES), AROUND, AROUND)
def test_any_code_is_read_with_anything_around_it(code: str, dash: str, before: str, after: str) -> None:
    assert read_code(f"{before}{code[:4]}{dash}{code[4:].lower()}{after}") == code


@pytest.mark.parametrize(
    "typed",
    [
        "123456",
        "123 456",
        "123-456",
        "> 123456",
        "１２３４５６",
        "١٢٣٤٥٦",
        "۱۲۳۴۵۶",
        "१२३४५६",
        "123\u00a0456.",
        "\u202a123456\u202c",
        "12 34 56",
        "code: 123456",
        "“123–456”",
        "123 456 is valid for 10 minutes",
        "code 123-456, sent in 2026",
        "I23456",
        "l23456",
        "12345６",
    ],
)
def test_six_digits_are_read_in_every_script(typed: str) -> None:
    assert read_digits(typed) == "123456"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "12345x", "²²²²²²"])
def test_what_are_no_six_digits_are_none(typed: str) -> None:
    assert read_digits(typed) in {"", "222222"}


@given(st.text())
def test_nothing_typed_breaks_it(typed: str) -> None:
    assert len(read_code(typed)) in {0, 8}
    assert len(read_digits(typed)) in {0, 6}
