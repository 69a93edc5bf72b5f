"""A contact card says what was shared and nothing else, whatever people are called; read back by another reader."""

from hypothesis import given
from hypothesis import strategies as st

from intro_app.accounts.models import ContactField
from intro_app.introductions import vcard

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Cs")) | st.sampled_from("\\;,: \n"), max_size=90
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
    assert components(found.pop("N")) == ["", name, "", "", ""]
    assert {PROPERTIES[key]: plain(value) for key, value in found.items()} == shared


@given(texts, details)
def test_no_line_is_longer_than_75_octets_and_none_breaks_a_letter(name: str, shared: dict[ContactField, str]) -> None:
    for line in vcard.of(name, shared).split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # raises in the middle of a letter


@given(texts, details)
def test_nobody_writes_a_line_of_their_own_into_a_card(name: str, shared: dict[ContactField, str]) -> None:
    lines = vcard.of(name, shared).replace(b"\r\n ", b"").split(b"\r\n")
    assert all(b"\n" not in line and b"\r" not in line for line in lines)
    assert len(lines) == 6 + len(shared)
