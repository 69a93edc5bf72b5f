"""Lists as they come from spreadsheets, mail programs and people who mean harm: read row by row."""

from datetime import datetime, timedelta

import pytest

from intro_app.errors import DomainError
from intro_app.joining.lists.policy import MOST_ROWS, PACE, RowVerdict, must_stop, next_slot, number_due
from intro_app.joining.lists.reading import people_in

OK, TWICE, BAD, ROLE = RowVerdict.OK, RowVerdict.TWICE, RowVerdict.MALFORMED, RowVerdict.ROLE


def read(text: str) -> list[tuple[str, str, RowVerdict]]:
    """Everybody in a list, without their rows."""
    return [(one.name, one.address, one.verdict) for one in people_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Bob Keller,bob@example.org",
        "bob@example.org,Bob Keller",
        "Bob;Keller;bob@example.org",
        '"Bob\nKeller";bob@example.org',
        'sep=;\r\nName;E-Mail\r\n"Bob \r\nKeller";bob@example.org',
        "Bob Keller <bob@example.org>",
        '"Bob Keller" <bob@example.org>',
        "Bob Keller <bob@example.org>,",
        "Name,E-Mail\nBob Keller,bob@example.org",
        "E-Mail-Adresse;Vorname;Nachname\nbob@example.org;Bob;Keller",
        "Nombre\tCorreo electrónico\nBob Keller\tbob@example.org",
        "LAST NAME,first name,Age,email\nKeller,Bob,41,bob@example.org",
        "\ufeffName;Mail\nBob Keller;mailto:bob@example.org".removeprefix("\ufeff"),
    ],
)
def test_a_person_is_read_however_they_are_written(text: str) -> None:
    names = {"Bob Keller", "Keller Bob"} if "LAST" in text else {"Bob Keller"}
    ((name, address, verdict),) = read(text)
    assert (address, verdict) == ("bob@example.org", OK)
    assert name in names


def test_an_address_a_line_is_enough() -> None:
    assert read("a@example.org\nb@example.org\n") == [("", "a@example.org", OK), ("", "b@example.org", OK)]


def test_an_address_in_the_wrong_column_is_read_all_the_same() -> None:
    assert read("Name;Address\nAna Ruiz;ana@example.org\nbob@example.org\ncarol@example.org;") == [
        ("Ana Ruiz", "ana@example.org", OK),
        ("", "bob@example.org", OK),
        ("", "carol@example.org", OK),
    ]


def test_a_line_of_a_mail_program_is_one_row_for_each() -> None:
    line = "Ana Ruiz <ana@example.org>; Bob Keller <bob@example.org>; carol@example.org"
    assert [one[:2] for one in read(line)] == [
        ("Ana Ruiz", "ana@example.org"),
        ("Bob Keller", "bob@example.org"),
        ("", "carol@example.org"),
    ]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Bob Keller,", "no address"),
        ("Bob Keller,bob", "not a complete address"),
        ("Bob Keller,bob@", "not a complete address"),
        ("Bob Keller,bob@example", "not a complete address"),
        ("Bob,bob@example.org@evil.example", "not a complete address"),
        ("Bob,bob@example.org%0ABcc:x@y.org", "not a complete address"),
        ("Bob,b ob@example.org", "not a complete address"),
        (f"Bob,{'b' * 300}@example.org", "not a complete address"),
        (f"{'Bob ' * 125},bob@example.org", "at most 100 characters"),
        ('=HYPERLINK("http://evil.example"),bob@example.org', "link"),
        ("=1+1,bob@example.org", "letters"),
        ("Bob\u202e Keller,bob@example.org", "invisible"),
        ("Bоb Keller,bob@example.org", "alphabets"),
        ("visit evil.example,bob@example.org", "link"),
    ],
)
def test_what_is_wrong_with_a_row_is_told_beside_it(row: str, why: str) -> None:
    told = people_in(f"Name,E-mail\n{row}\nAna,ana@example.org")
    assert [one.verdict for one in told] == [BAD, OK]
    assert why in told[0].why
    assert len(told[0].name) <= 121
    assert len(told[0].address) <= 121


def test_a_mailbox_is_invited_once_however_it_is_spelled() -> None:
    bob = "bob@gmail.com\nBOB@gmail.com\nb.o.b+alumni@googlemail.com"
    ana = "ana@bücher.example\nana@xn--bcher-kva.example"
    assert [one.verdict for one in people_in(f"{bob}\n{ana}")] == [OK, TWICE, TWICE, OK, TWICE]


def test_the_address_of_an_office_is_left_out_and_said_so() -> None:
    (office,) = people_in("Office,info@example.org")
    assert office.verdict is ROLE
    assert "personal" in office.why


@pytest.mark.parametrize("text", ["", " \n\n", ";;;\n;;", "Name,E-mail\n"])
def test_a_list_of_nobody_is_refused(text: str) -> None:
    with pytest.raises(DomainError, match="nobody"):
        people_in(text)


def test_a_list_has_two_thousand_rows_and_headings_at_most() -> None:
    rows = "".join(f"p{number}@example.org\n" for number in range(MOST_ROWS))
    assert len(people_in(f"E-mail\n{rows}")) == MOST_ROWS
    with pytest.raises(DomainError, match="2,000"):
        people_in(f"{rows}one.more@example.org")


def test_five_of_the_first_twenty_and_five_of_any_hundred_stop_a_list() -> None:
    assert not must_stop([True] * 4 + [False] * 16)
    assert must_stop([True] * 5 + [False] * 15)
    assert not must_stop([True] * 4 + [False] * 97 + [True] * 4)
    assert must_stop([False] * 100 + [True] * 5)


def test_lost_time_is_not_made_up_for(at: datetime) -> None:
    """A worker that was away for an hour does not send an hour's e-mails at once."""
    assert number_due(at, at) == 1
    assert number_due(at + PACE, at) == 0
    assert number_due(at - timedelta(hours=1), at) == 5
    assert next_slot(at - timedelta(hours=1), 5, at) == at + PACE
    assert next_slot(at, 1, at) == at + PACE


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("email,Group\nbob@example.org,Class of 2014\ncarol@example.org,", ["Class of 2014", ""]),
        ("Gruppe;Name;Mail\n4GXM-9T2K;Bob Keller;bob@example.org", ["4GXM-9T2K"]),
        ("Name;Mail\nBob Keller;bob@example.org", [""]),
        ("correo\tgrupos\nbob@example.org", [""]),
    ],
)
def test_a_column_names_the_group(text: str, groups: list[str]) -> None:
    assert [one.group for one in people_in(text)] == groups
