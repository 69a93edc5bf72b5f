"""One mailbox, one spelling: limits must not be dodged by typing an address differently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.text.mailboxes import canonical, fingerprint, is_role, masked

KEY = "k" * 32


@pytest.mark.parametrize(
    "typed",
    [
        "Ana.Garcia@Gmail.com",
        "anagarcia@gmail.com",
        "a.n.a.garcia+intro@gmail.com",
        "anagarcia@googlemail.com",
        " anagarcia@gmail.com ",
        "anagarcia@gmail.com.",
        "ａｎａｇａｒｃｉａ@gmail.com",
        "anagarcia＠gmail.com",
        "anagarcia@gmail。com",
        "ana\u200bgarcia@gmail.com",
        "anagarcia@GMAIL.COM",
    ],
)
def test_spellings_of_one_mailbox_are_one(typed: str) -> None:
    assert canonical(typed) == "anagarcia@gmail.com"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kim@bücher.example", "kim@xn--bcher-kva.example"),
        ("kim@BÜCHER.example", "kim@xn--bcher-kva.example."),
        ("kim@straße.example", "kim@xn--strae-oqa.example"),
        ("kim+a@example.org", "Kim+b@EXAMPLE.org"),
    ],
)
def test_international_domains_and_tags_are_folded(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.b@example.org", "ab@example.org"),
        ("ab@example.org", "ab@example.com"),
        ("+tag@example.org", "+other@example.org"),
        ("kim@strasse.example", "kim@straße.example"),
    ],
)
def test_different_mailboxes_stay_different(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@given(st.text())
def test_any_text_has_a_canonical_form_that_is_its_own(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once


@given(st.emails())
def test_case_tag_and_trailing_dot_never_matter(address: str) -> None:
    local, _, domain = address.rpartition("@")
    if "+" not in local:
        assert canonical(f"{local}+x@{domain.upper()}.") == canonical(address)


@given(st.emails())
def test_a_fingerprint_shows_neither_address_nor_key(address: str) -> None:
    mark = fingerprint(address, KEY)
    assert len(mark) == 64
    assert mark == fingerprint(f" {address}. ", KEY)
    assert mark != fingerprint(address, KEY[:-1] + "x")


@pytest.mark.parametrize(
    "address",
    [
        "info@x.org",
        "SALES@x.org",
        "no-reply@x.org",
        "noreply+1@x.org",
        "contact@x.org",
        "staff-request@x.org",
        "owner-members@x.org",
        "list@x.org",
        "postmaster@x.org",
        "no.reply@x.org",
        "Kontakt@x.de",
    ],
)
def test_offices_and_lists_are_not_people(address: str) -> None:
    assert is_role(address)


@pytest.mark.parametrize(
    "address",
    [
        "ana@x.org",
        "infante@x.org",
        "b.office@x.org",
        "s.ales@x.org",
        "lister@x.org",
        "mia.owners@x.org",
    ],
)
def test_people_are_not_taken_for_offices(address: str) -> None:
    assert not is_role(address)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("ana@example.org", "a…@e….org"),
        ("x@a.co.uk", "x…@a….uk"),
        ("root@localhost", "r…@l…"),
        ("@example.org", "…"),
        ("no address", "…"),
    ],
)
def test_a_masked_address_is_recognised_by_its_owner_only(address: str, shown: str) -> None:
    assert masked(address) == shown


@given(st.emails())
def test_masking_hides_how_long_the_names_are(address: str) -> None:
    before, _, after = masked(address).rpartition("@")
    assert len(before) == 2
    assert after[1] == "…"
