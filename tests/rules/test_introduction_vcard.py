"""A contact card contains what was shared and nothing else, for any name; read back by another parser."""

from urllib.parse import unquote

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from intro_app.identity.models import ContactField
from intro_app.introductions import vcard
from intro_app.text.person_names import split_name

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Cs")) | st.sampled_from("\\;,: \n"),
    max_size=90,
)
details = st.dictionaries(st.sampled_from(ContactField), texts.filter(bool), max_size=3)

PROPERTIES = {"EMAIL": ContactField.EMAIL, "TEL": ContactField.PHONE, "URL": ContactField.CALENDAR_LINK}


def read(card: bytes) -> dict[str, str]:
    """RFC 2426 by hand: lines put together, names without parameters, values without their escapes."""
    assert card.endswith(b"\r\n")
    lines = card.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")
    assert lines[:2] == ["BEGIN:VCARD", "VERSION:3.0"]
    assert lines[-1] == "END:VCARD"
    pairs = [line.partition(":") for line in lines[2:-1]]
    found = {name.partition(";")[0]: value for name, _colon, value in pairs}
    assert len(found) == len(pairs)
    return found


def plain(value: str) -> str:
    """A value without its escapes, read letter by letter."""
    said, letters = "", iter(value)
    for letter in letters:
        escaped = next(letters) if letter == "\\" else ""
        said += {"n": "\n", "N": "\n"}.get(escaped, escaped) if escaped else letter
    return said


def components(value: str) -> list[str]:
    """The parts of a structured value, at the semicolons that are not escaped."""
    parts, letters = [""], iter(value)
    for letter in letters:
        if letter == ";":
            parts.append("")
        else:
            parts[-1] += letter + (next(letters) if letter == "\\" else "")
    return [plain(part) for part in parts]


@given(texts, details)
def test_a_card_is_read_back_as_it_was_meant(name: str, shared: dict[ContactField, str]) -> None:
    found = read(vcard.of(name, shared))
    assert plain(found.pop("FN")) == name
    family, given_name, *rest = components(found.pop("N"))
    assert (family, given_name) == split_name(name)
    assert rest == ["", "", ""]
    meant = dict(shared)
    if link := meant.get(ContactField.CALENDAR_LINK):
        meant[ContactField.CALENDAR_LINK] = link.replace(",", "%2C").replace(";", "%3B").replace("\\", "%5C")
    assert {PROPERTIES[key]: plain(value) for key, value in found.items()} == meant


def test_a_link_in_a_card_reads_the_same_with_and_without_escapes() -> None:
    link = "https://cal.example.org/ana,30min;at=office?q=a,b"
    card = vcard.of("Ana", {ContactField.CALENDAR_LINK: link})
    written = read(card)["URL"]
    assert plain(written) == written == vobject.readOne(card.decode()).url.value
    assert unquote(written) == link


@given(texts, details)
def test_no_line_is_longer_than_75_octets_and_none_breaks_a_letter(
    name: str, shared: dict[ContactField, str]
) -> None:
    for line in vcard.of(name, shared).split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # raises in the middle of a letter


@given(texts, details)
def test_nobody_writes_a_line_of_their_own_into_a_card(name: str, shared: dict[ContactField, str]) -> None:
    lines = vcard.of(name, shared).replace(b"\r\n ", b"").split(b"\r\n")
    assert all(b"\n" not in line and b"\r" not in line for line in lines)
    assert len(lines) == 6 + len(shared)


@pytest.mark.parametrize(
    ("name", "family", "given_name"),
    [
        ("Alice Marsh", "Marsh", "Alice"),
        ("Vincent van Gogh", "van Gogh", "Vincent"),
        ("María del Carmen de la Cruz", "de la Cruz", "María del Carmen"),
        ("Martin Luther King Jr.", "King Jr.", "Martin Luther"),
        ("Björk", "", "Björk"),
        ("김 지수", "김", "지수"),
        ("山田 Marie", "山田", "Marie"),
        ("李明", "", "李明"),
    ],
)
def test_address_books_sort_by_the_family_name(name: str, family: str, given_name: str) -> None:
    assert split_name(name) == (family, given_name)


def test_a_card_says_where_the_two_met() -> None:
    assert (
        read(vcard.of("Alice Marsh", {}, "Introduced by Bob; on Mutual"))["NOTE"]
        == "Introduced by Bob\\; on Mutual"
    )


@pytest.mark.parametrize(
    "value", ["12345\x7f", "12345\x9f", "12345\x00", "1\x1b[31m", "12345\rEMAIL:x@example.net"]
)
def test_a_control_character_neither_stands_in_a_card_nor_starts_a_line(value: str) -> None:
    card = vcard.of("Mia", {ContactField.PHONE: value}).decode()
    assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in card.replace("\r\n", ""))
    assert "\nEMAIL" not in card
    assert read(card.encode())["TEL"].startswith("1")
