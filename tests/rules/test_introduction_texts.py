"""Texts are fixed when sent: what was stored is what was written, and other texts have other fingerprints."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.introductions.texts import (
    LONGEST_ASK,
    AskText,
    Endorsement,
    Medium,
    Nearness,
    OfferText,
    Purpose,
    ensure_writable,
)
from intro_app.text.writable import TextRefused

words = st.text(max_size=60)
asks = st.builds(
    AskText,
    purpose=st.sampled_from(Purpose),
    what_for=words,
    why=words,
    benefit=words,
    minutes=st.integers(5, 240),
    medium=st.sampled_from(Medium),
    by_when=st.none() | st.dates(),
    someone=words,
)
offers = st.builds(OfferText, **{field.name: words for field in fields(OfferText)})
good_words = st.builds(
    Endorsement,
    knows_requester=words,
    knows_recipient=words,
    why_both=words,
    nearness=st.sampled_from(Nearness),
)
texts = st.one_of(asks, offers, good_words)

PLAIN = AskText(
    purpose=Purpose.LEARN,
    what_for="To learn how your choir found a room.",
    why="Ours loses its hall in autumn.",
    benefit="I would show you how we share sheet music.",
    minutes=20,
    medium=Medium.CALL,
)


@given(texts)
def test_a_text_is_read_back_as_it_was_written(text: AskText | OfferText | Endorsement) -> None:
    again = type(text).read(text.stored())
    assert again == text
    assert again.fingerprint == text.fingerprint


@given(asks, asks)
def test_two_texts_have_one_fingerprint_only_if_they_are_one(one: AskText, other: AskText) -> None:
    assert (one.fingerprint == other.fingerprint) == (one == other)


@pytest.mark.parametrize(
    "change",
    [
        {"purpose": Purpose.SELL},
        {"what_for": "To sell."},
        {"why": "Money."},
        {"benefit": "None."},
        {"minutes": 21},
        {"medium": Medium.VIDEO},
        {"by_when": date(2026, 6, 1)},
        {"someone": "Anyone."},
    ],
)
def test_every_part_counts_for_the_fingerprint(change: dict[str, Any]) -> None:
    assert replace(PLAIN, **change).fingerprint != PLAIN.fingerprint


def test_a_plain_letter_may_be_sent() -> None:
    ensure_writable(PLAIN)


@pytest.mark.parametrize("part", ["what_for", "why", "benefit", "someone"])
@pytest.mark.parametrize(
    "bad",
    [
        "Write to ana@example.org.",
        "Call +49 30 5557001.",
        "See calendly.com/ana",
        "Un\u202eseen",
        "x" * (LONGEST_ASK + 1),
    ],
)
def test_a_bad_part_is_named(part: str, bad: str) -> None:
    with pytest.raises(TextRefused) as refused:
        ensure_writable(replace(PLAIN, **{part: bad}))  # type: ignore[arg-type]  # a name chosen above
    assert refused.value.field == part


def test_parts_that_are_short_alone_may_be_too_long_together() -> None:
    long = " ".join(["word"] * 80)
    ensure_writable(replace(PLAIN, why=long))
    with pytest.raises(TextRefused, match="Together"):
        ensure_writable(replace(PLAIN, what_for=long, why=long, benefit=long))
