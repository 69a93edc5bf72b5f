"""Every English sentence keeps to docs/voice.md, and docs/voice.md keeps to a page."""

import re

import pytest

from tests.support import catalogues, voice


@pytest.fixture(scope="module")
def said() -> list[voice.Spoken]:
    """Every sentence of pages, forms, errors, e-mails and commands."""
    return voice.said() + voice.commanded()


def test_no_sentence_needs_a_second_reading(said: list[voice.Spoken]) -> None:
    long = [
        f"{count} words, {one.places[0]}: {one.sentence}"
        for one in said
        if (count := voice.words_in(one.sentence)) > one.most
    ]
    assert not long


def test_no_sentence_reads_translated(said: list[voice.Spoken]) -> None:
    banned = voice.giveaways()
    found = [
        f"{phrase!r}, {one.places[0]}: {one.sentence}"
        for one in said
        for phrase in voice.banned_in(one.sentence, banned)
    ]
    assert not found


@pytest.mark.parametrize("language", ["de", "es"])
def test_no_translation_needs_a_second_reading(language: str) -> None:
    long = [
        f"{count} words: {one.sentence}"
        for one in voice.translated(language)
        if (count := voice.words_in(one.sentence)) > max(one.most, voice.MOST_TRANSLATED)
    ]
    assert not long


@pytest.mark.parametrize(("language", "name"), [("de", "German"), ("es", "Spanish")])
def test_no_translation_says_what_its_page_refuses(language: str, name: str) -> None:
    refused = voice.avoided(name)
    found = [
        f"{phrase!r}: {one.sentence}"
        for one in voice.translated(language)
        for phrase in voice.banned_in(one.sentence, refused)
    ]
    assert not found


def test_one_word_for_support_in_spanish() -> None:
    said = voice.translated("es")
    assert not [one.sentence for one in said if re.search(r"membresías?(?! de apoyo)", one.sentence)]


def test_what_is_to_be_avoided_is_nowhere(said: list[voice.Spoken]) -> None:
    avoided = {wrong for wrong, _right in voice.pairs()}
    assert not [one for one in said if one.sentence in avoided]


def test_the_rules_fill_one_page_with_twenty_pairs() -> None:
    text = voice.PAGE.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    assert len(text.split()) <= 700
    assert len(voice.pairs()) == 20
    assert len(voice.giveaways()) >= 20


@pytest.mark.parametrize("document", ["docs/translating.md", "docs/design.md"])
def test_whoever_writes_is_led_to_the_rules(document: str) -> None:
    assert "(voice.md)" in (catalogues.ROOT / document).read_text(encoding="utf-8")


def test_commands_are_heard() -> None:
    heard = {one.sentence for one in voice.commanded()}
    assert {"Run and manage a site that introduces people.", "No member has this address."} <= heard


def test_what_breaks_the_rules_is_found() -> None:
    mailed = voice.Spoken("", ("templates/emails/identity/join.mail",))
    shared = voice.Spoken("", ("templates/emails/identity/join.mail", "templates/home.html"))
    assert (mailed.most, shared.most) == (30, 22)
    assert voice.words_in("%(name)s asks – you … answer.") == 4
    assert voice.banned_in("Your letter Is Kept. It is keptsake.", ["is kept", "are kept"]) == ["is kept"]
