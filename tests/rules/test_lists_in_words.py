"""Lists in words, and the one letter that Spanish changes for a sound."""

import re

import pytest
from babel import Locale

from intro_app.wording import listed_in
from tests.support import catalogues

SPANISH = Locale("es")
# "y" before a name that is filled in would be wrong for Inés; such a sentence is said another way.
_BEFORE_A_NAME = re.compile(r"\by [«“]?%\(\w+\)s")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Ana", "Inés"], "Ana e Inés"),
        (["Ana", "Bob", "Hilda"], "Ana, Bob e Hilda"),
        (["Inés", "Ana"], "Inés y Ana"),
        (["agua", "hielo"], "agua y hielo"),
        (["Ana", "Iago"], "Ana y Iago"),
        (["Inés"], "Inés"),
        ([], ""),
    ],
)
def test_spanish_says_e_before_the_sound_of_i(names: list[str], said: str) -> None:
    assert listed_in(names, SPANISH) == said


def test_other_languages_join_as_always() -> None:
    assert listed_in(["Ana", "Inés"], Locale("de")) == "Ana und Inés"
    assert listed_in(["Ana", "Bob", "Inés"], Locale("en", "GB")) == "Ana, Bob and Inés"


def test_no_spanish_sentence_puts_y_before_a_name() -> None:
    sentences = catalogues.sentences(catalogues.catalogue("es"))
    found = [
        form for one in sentences for form in catalogues.forms(one.string) if _BEFORE_A_NAME.search(form)
    ]
    assert not found
