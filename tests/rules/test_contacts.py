"""Contact details as people paste them are cleaned, and judged after that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.text.contacts import (
    LONGEST_LINK,
    clean_address,
    clean_link,
    clean_phone,
    international,
    is_web_page,
)


@pytest.mark.parametrize(
    "typed",
    [
        "ana@example.org",
        " ana@example.org\u200b",
        "\u202aana@example.org\u202c",
        "\u2068ana@example.org\u2069",
        "mailto:ana@example.org",
        "MAILTO:ana@example.org?subject=Hi%20there",
        "Ana Silva <ana@example.org>",
        '"Silva, Ana" <ana@example.org>',
        "<ana@example.org>",
        "<mailto:ana@example.org>",
        "ana＠example.org",
        "ana@example。org",
        "ana@example．org",
        "ana@example.org.",
        "ana@example.org,",
        "ana@example.org;",
        "ana @ example.org",
        "(ana@example.org)",
        "“ana@example.org”",
        "'ana@example.org'",
        "ana@\nexample.org",
        "ａｎａ@example.org",
        "\u00a0ana@example.org\u00a0",
        "ana\u00ad@example.org",
        "\ufeffana@example.org",
        "Ana Silva <ana@example.org>,",
        "ana﹫example.org",
        "`ana@example.org`",
        "mailto:ana%40example.org",
        "mailto:?subject=Hi&to=ana@example.org",
        "mailto:?to=Ana%20Silva%20%3Cana%40example.org%3E",
        "mailto://ana@example.org",
        "mailto:Ana%20Silva%20%3Cana%40example.org%3E",
        "Ana Silva <mailto:ana@example.org?subject=Hi>",
        "ana@example.org (Ana Silva)",
        "Ana Silva (ana@example.org)",
        "Ana Silva [ana@example.org]",
        "<ana@example.org> Ana Silva",
        "Ana <Silva> <ana@example.org>",
        "[ana@example.org](mailto:ana@example.org)",
        "E-Mail: ana@example.org",
        "Correo electrónico: ana@example.org",
        "- ana@example.org",
        "•ana@example.org",
        "ana@example.org?subject=Hi",
        "ana@example.org!",
        "ana@example.org)",
        "<ana@example.org",
        "ana@example.org>",
        "ana@example.org/",
    ],
)
def test_an_address_is_taken_as_it_was_pasted(typed: str) -> None:
    assert clean_address(typed) == "ana@example.org"


@pytest.mark.parametrize(
    "kept",
    [
        "o'brien@example.org",
        "ana@bücher.example",
        "ANA@example.org",
        "a.b+c_d-e@x.co.uk",
        "x",
        "ana silva@example.org",
        "a@x.org, b@x.org",
        "no address",
        "",
    ],
)
def test_what_belongs_to_an_address_stays(kept: str) -> None:
    assert clean_address(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "+49 30 5550100",
        "\u202a+49 30 5550100\u202c",
        "\u2068+49 30 5550100\u2069",
        "+49\u00a030\u00a05550100",
        "＋４９ ３０ ５５５０１００",
        "tel:+49305550100",
        "tel:+49-30-5550100",
        "Tel.: +49 30 5550100",
        "0049 30 5550100",
        "+49 (0)30 5550100",
        "+49\u201130\u20115550100",
        "+٤٩ ٣٠ ٥٥٥٠١٠٠",
        "+49 30 5550100\x7f",
        "+49/30/5550100",
        "+49.30.5550100",
        "\u200e+49 30 5550100",
        "“+49 30 5550100”",
        "+49 30\t5550100",
        "+49 30 5550100\r",
        "TEL:+49305550100",
        "+49 30–5550100",
        "<tel:+49305550100>",
        "phone: +49 30 5550100",
        "+49\u00ad30 5550100",
        "00 49 30 5550100",
        "tel:%2B49305550100",
        "tel:+49%2030%205550100",
        "tel:+49-30-5550100;phone-context=+49",
        "+49 30 5550100,",
        "+49 30 5550100;",
        "☎ +49 30 5550100",
        "📞️+49 30 5550100",
        "Tel +49 30 5550100",
        "Telefon: +49 30 5550100",
        "M: +49 30 5550100",
        "Móvil: +49 30 5550100",
        "+49 30 5550100 (private)",
        "(+49) 30 5550100",
        "+49·30·5550100",
        "facetime:+49305550100",
        "https://wa.me/49305550100",
        "wa.me/49305550100",
    ],
)
def test_a_number_is_taken_as_it_was_pasted(typed: str) -> None:
    assert international(clean_phone(typed)) == "+49 30 5550100"


@pytest.mark.parametrize(
    "typed",
    [
        "12345",
        "12345\x7f",
        "030 5550100",
        "ring me, or t.me/mia_t",
        "+49",
        "+",
        "",
        "+49 30 5550100 or t.me/mia_t",
        "+49 30 5550100\rEMAIL:x@example.net",
        "12345\rEMAIL:x@example.net",
        "+1 800 FLOWERS",
        "+" + "1" * 60,
        "\x00",
        "+999 123456789",
        "t.me/+4930",
        "+49 30 5550100; +49 30 5550101",
        "https://x.example/+49305550100",
    ],
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert international(clean_phone(typed)) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://cal.example.org/ana", "https://cal.example.org/ana"),
        ("<https://cal.example.org/ana>", "https://cal.example.org/ana"),
        ("cal.example.org/ana", "https://cal.example.org/ana"),
        ("//cal.example.org/ana", "https://cal.example.org/ana"),
        ("www.example.org", "https://www.example.org"),
        ("cal.example.org:8443/a", "https://cal.example.org:8443/a"),
        (
            "https://bücher.example/größe?q=ü#ä",
            "https://xn--bcher-kva.example/gr%C3%B6%C3%9Fe?q=%C3%BC#%C3%A4",
        ),
        ("https://例え.テスト/予約", "https://xn--r8jz45g.xn--zckzah/%E4%BA%88%E7%B4%84"),
        ("https://cal.example.org/ana\u200b.", "https://cal.example.org/ana"),
        ("\u2068https://cal.example.org/ana\u2069", "https://cal.example.org/ana"),
        ("“https://cal.example.org/ana”,", "https://cal.example.org/ana"),
        ("https://cal.example.org/a%20b?x=1&y=%C3%BC", "https://cal.example.org/a%20b?x=1&y=%C3%BC"),
        ("https://cal.example.org/caf\u00e9%20x", "https://cal.example.org/caf%C3%A9%20x"),
        ("HTTPS://cal.example.org/A", "HTTPS://cal.example.org/A"),
        ("URL: https://cal.example.org/ana", "https://cal.example.org/ana"),
        ("https://medium.example.org/@ana", "https://medium.example.org/@ana"),
        ("https://cal。example。org/a", "https://cal.example.org/a"),
    ],
)
def test_a_link_is_taken_as_it_was_pasted(typed: str, kept: str) -> None:
    assert clean_link(typed) == kept
    assert is_web_page(kept)


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "http://cal.example.org",
        "my calendar",
        "ana@example.org",
        "x",
        "https://good.example@evil.example",
        "https://a b.example",
    ],
)
def test_what_is_no_link_is_not_made_one(typed: str) -> None:
    assert not is_web_page(clean_link(typed))


@given(st.text())
def test_cleaning_twice_is_cleaning_once(typed: str) -> None:
    for clean in (clean_address, clean_phone, clean_link):
        assert clean(clean(clean(typed))) == clean(clean(typed))


@given(st.text(max_size=100))
def test_a_number_that_passes_holds_nothing_but_a_number(typed: str) -> None:
    number = international(clean_phone("+49 30 5550100" + typed))
    assert number is None or set(number) <= set("+0123456789 -ext.()")


def test_a_link_of_any_length_is_kept_whole() -> None:
    link = "https://safelinks.example.org/?url=" + "a%2F" * LONGEST_LINK
    assert clean_link(link) == link


@pytest.mark.parametrize(
    "typed", ["+49 30 5550100 extension 12", "+49 30 5550100 Durchwahl 12", "+49 30 5550100, ext. 12"]
)
def test_an_extension_is_kept_however_it_is_called(typed: str) -> None:
    assert international(clean_phone(typed)) == "+49 30 5550100 ext. 12"


@pytest.mark.parametrize(
    "typed",
    [
        "https://example.org:99999/a",
        "https://example.org:0/a",
        "https://example.org:port/a",
        "https://example..org/a",
        "https://-example.org/a",
        "https://ex%61mple.org/a",
        "https://example.org%2Fa/",
        f"https://{'a' * 64}.org/",
        "https://127.0.0.1/a",
        "https://10.0.0.1/a",
        "https://0x7f.1/a",
        "https://2130706433.1/a",
    ],
)
def test_a_link_that_others_cannot_open_is_none(typed: str) -> None:
    assert not is_web_page(clean_link(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "https：//example.org/a",
        "https:/example.org/a",
        "https:///example.org/a",
        "https://example.org/a。",
        "https://example。org/a",
    ],
)
def test_a_link_from_another_keyboard_is_mended(typed: str) -> None:
    assert clean_link(typed) == "https://example.org/a"
