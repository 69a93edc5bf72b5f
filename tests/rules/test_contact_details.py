"""Contact details are found in every spelling that people try, and innocent sentences are left alone."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.text.contact_details import ContactKind, found_in, found_in_profile
from intro_app.text.link_endings import COMPANIES
from intro_app.text.markdown import LONGEST
from tests.support.disguised_details import FOUND
from tests.support.innocent_sentences import INNOCENT

Scan = Callable[[str], object]


def _lines(table: str) -> list[str]:
    return [line.strip(" \n") for line in table.split("\n") if line.strip()]


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, table in FOUND.items() for text in _lines(table)]
)
def test_a_contact_detail_is_found_in_any_spelling(kind: ContactKind, text: str) -> None:
    found = found_in(text)
    assert found is not None
    assert found.kind is kind
    assert found_in(f"I like your work. {text}\nThank you, Ana") is not None


@pytest.mark.parametrize("text", _lines(INNOCENT))
def test_innocent_sentences_are_left_alone(text: str) -> None:
    assert found_in(text) is None
    assert found_in(f"I like your work. {text} Thank you, Ana") is None


def test_all_innocent_sentences_together_are_still_innocent() -> None:
    assert found_in("\n".join(_lines(INNOCENT))) is None


def test_the_sentence_says_what_was_found_and_when_details_are_exchanged() -> None:
    for kind, table in FOUND.items():
        found = found_in(_lines(table)[0])
        assert found is not None
        said = found.sentence % {"piece": found.piece}
        assert found.kind is kind
        assert found.piece in said
        assert "once you both say yes" in said


@given(st.emails())
def test_any_address_is_found(address: str) -> None:
    assert found_in(f"Write to {address} please") is not None


@given(st.integers(10**8, 10**10 - 1))
def test_any_german_mobile_number_abroad_is_found(number: int) -> None:
    assert found_in(f"+49 15{number}") is not None


@given(st.integers(1, 10**7), st.sampled_from(["members", "people", "euros", "words", "meals", "trees"]))
def test_amounts_are_no_numbers_to_call(amount: int, things: str) -> None:
    for written in (f"{amount:,}", f"{amount:,}".replace(",", " "), f"{amount:,}".replace(",", ".")):
        assert found_in(f"We have {written} {things} a year") is None


@given(st.dates())
def test_dates_are_no_numbers_to_call(day: object) -> None:
    assert found_in(f"We met on {day} in town") is None


@given(st.text(max_size=300))
def test_no_text_at_all_breaks_it(text: str) -> None:
    found = found_in(text)
    assert found is None or found.piece


@pytest.mark.parametrize("found", [found_in, found_in_profile])
@pytest.mark.parametrize(
    "detail", ["ana@example.org", "+49 30 5550100", "ana (at) example dot com", "calendly.com/ana"]
)
def test_a_contact_detail_is_found_at_the_end_of_the_longest_text(found: Scan, detail: str) -> None:
    prose = "We run a choir for people who have just come to town. " * (LONGEST // 54)
    for text in (
        f"{prose}{detail}",
        f"{'word ' * (LONGEST // 5)}{detail}",
        f"{prose[:1000]}\n{prose}{detail}",
    ):
        assert len(text) > LONGEST
        assert found(text) is not None


def test_a_contact_detail_is_found_wherever_it_stands_in_a_long_text() -> None:
    for before in (*range(820, 1_030, 3), *range(1_700, 1_900, 9)):  # where pieces end and begin
        assert found_in(f"{'word ' * 700}"[:before] + " ana@example.org " + "word " * 20), before


@pytest.mark.parametrize(
    "text",
    [
        "I work at Booking.com",
        "monday.com",
        "Head of data @Siemens",
        "my deploy.sh script",
        "ORCID 0000-0002-1825-0097",
        "Java's @Override",
        "@property and @dataclass",
        "plugins with @pytest.fixture",
        "Maintainer of @angular/core",
        "@media queries",
        "Booking.com, ex-Expedia.com",
        "arXiv:2101.00001",
        "Engineer at Trip.com, ex Zalando.de",
        "Founder of Acme.io",
        "I wrote setup.py and main.rs",
        "ORCID: 0000-0001-5109-3700",
        "ORCID 0000-0002-1694-233X",
        "Designer @Figma",
        "Wikipedia.org editor",
        "Software engineer for Lastminute.com",
        "Worked at acme.dev for years",
        "Spring's @Autowired and @Bean",
    ],
)
def test_companies_files_and_annotations_may_stand_in_a_profile(text: str) -> None:
    assert found_in_profile(text) is None


ONLY_IN_LETTERS = "we are at booking.com"


@pytest.mark.parametrize(
    ("kind", "text"),
    [(kind, text) for kind, table in FOUND.items() for text in _lines(table) if text != ONLY_IN_LETTERS],
)
def test_a_contact_detail_is_found_in_a_profile_too(kind: ContactKind, text: str) -> None:
    assert found_in_profile(text) is not None, kind


@pytest.mark.parametrize("company", sorted(COMPANIES))
def test_a_known_company_may_be_named_in_a_profile_and_not_in_a_letter(company: str) -> None:
    for text in (f"We are at {company}", f"we are at {company}."):
        assert found_in_profile(text) is None
        assert found_in(text) is not None


@pytest.mark.parametrize(
    "page", ["anagarcia.com", "ana-ruiz.dev", "acme.io", "booking.com/ana", "ana.booking.com"]
)
def test_any_other_page_is_found_in_a_profile_as_in_a_letter(page: str) -> None:
    for found in (found_in, found_in_profile):
        assert found(f"We are at {page}") is not None


@pytest.mark.parametrize(
    "host", ["web.de", "mail.ru", "gmx.de", "gmail.com", "icloud.com", "proton.me", "yahoo.com"]
)
def test_a_name_at_a_mailbox_host_is_an_address_in_a_profile_too(host: str) -> None:
    for found in (found_in, found_in_profile):
        assert found(f"ana at {host}") is not None
        assert found(f"ana.ruiz at {host}") is not None


@pytest.mark.parametrize(
    "text",
    ["0000-0002-1825-0098", "Find me @Siemens", "@mia_t", "work at booking.com/ana", "see anagarcia.com"],
)
def test_what_only_looks_like_a_name_is_found(text: str) -> None:
    assert found_in_profile(text) is not None


@pytest.mark.parametrize(
    "detail",
    [
        "ana@garcia.com",
        "ana.garcia@gmail.com",
        "ana (at) garcia (dot) com",
        "ana.garcia at gmail.com",
        "ana at garcia dot com",
        "ana[at]garcia.com",
        "ana.garcia @ acme.io",
        "acme.io ana@acme.io",
        "acme.io, ana at acme.io",
        "ana.garcia arroba gmail.com",
        "+49 30 1234567",
        "0171 2345678",
        "acme.io: +1 415 555 0132",
        "acme.io, WhatsApp 0171 2345678",
        "@ana_garcia",
        "acme.io @ana",
        "acme.io. Signal ana.12",
        "Telegram: ana_garcia",
        "ana.garcia on Instagram",
        "t.me/ana",
        "wa.me/491712345678",
        "calendly.com/ana",
        "https://anagarcia.com",
        "www.anagarcia.com",
        "anagarcia.com/contact",
    ],
)
@pytest.mark.parametrize(
    "before",
    ["I work at ", "Head of data at ", "Founder of ", "I work with ", "Team lead @ ", "ex ", "years at "],
)
def test_words_about_work_hide_no_contact_detail(before: str, detail: str) -> None:
    """A bare domain behind them may be a company; everything else is found."""
    assert found_in_profile(before + detail) is not None


def test_a_bare_domain_may_be_where_somebody_works() -> None:
    assert found_in_profile("I work at anagarcia.com") is None
