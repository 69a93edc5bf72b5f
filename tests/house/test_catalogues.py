"""Every language that is offered is whole: no hole, no broken placeholder, nothing that is out of date."""

import pytest
from babel.messages.catalog import Message

from intro_app.wording import LANGUAGES
from tests.support import catalogues
from tests.support.catalogues import forms, placeholders, sentences
from tests.translations import compiled

STARTED = sorted(path.parent.parent.name for path in catalogues.FOLDER.glob("*/LC_MESSAGES/messages.po"))
OFFERED = sorted(set(LANGUAGES) - {"en"})


@pytest.fixture(scope="module")
def collected() -> set[str | tuple[str, ...]]:
    """What is marked in the code and the templates of today."""
    return {_key(message) for message in sentences(catalogues.collected())}


def test_english_is_whole_without_a_catalogue(collected: set[str]) -> None:
    assert len(collected) > 1000
    assert not [words for key in collected for words in forms(key) if not words.strip()]


@pytest.mark.parametrize("language", STARTED)
def test_a_catalogue_holds_the_sentences_of_today(language: str, collected: set[str]) -> None:
    """`make translations` brings it up to date."""
    assert {_key(message) for message in sentences(catalogues.catalogue(language))} == collected


@pytest.mark.parametrize("language", OFFERED)
def test_a_language_that_is_offered_has_no_hole(language: str) -> None:
    found = sentences(catalogues.catalogue(language))
    assert not [message.id for message in found if message.fuzzy or not all(forms(message.string))]


@pytest.mark.parametrize("language", STARTED)
def test_a_translation_fills_in_what_the_sentence_fills_in(language: str) -> None:
    assert not [
        message.id
        for message in sentences(catalogues.catalogue(language))
        if not _keeps_placeholders(message)
    ]


@pytest.mark.parametrize("language", STARTED)
def test_nothing_is_shouted_in_any_language(language: str) -> None:
    words = [
        words for message in sentences(catalogues.catalogue(language)) for words in forms(message.string)
    ]
    assert not [one for one in words if "!" in one]


@pytest.mark.parametrize("language", STARTED)
def test_what_is_read_is_what_was_translated(language: str) -> None:
    """`make translations` compiles it."""
    path = catalogues.path_of(language)
    assert path.with_suffix(".mo").read_bytes() == compiled(catalogues.catalogue(language))


def _key(message: Message) -> str | tuple[str, ...]:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def _keeps_placeholders(message: Message) -> bool:
    """Each form fills in nothing else; a form for one thing may leave its number out."""
    wanted = set[str]().union(*(placeholders(words) for words in forms(message.id)))
    found = [placeholders(words) for words in forms(message.string) if words]
    exact = isinstance(message.id, str)
    return all(one == wanted if exact else one <= wanted for one in found)
