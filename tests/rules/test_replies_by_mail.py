"""What somebody wrote is found in what their mail program sends; and nothing that is sent does harm."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.community.replying.parsing import NoReply, ReceivedReply, own_words, read_letter
from intro_app.community.replying.policy import quotes_private_link, token_in
from tests.support.replies import in_parts, plain_reply

QUOTED = "> Bob wrote:\n>\n> Older than they look.\n>\n> Read it there:\n> https://meet.example.org/circles/x"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Yes.", "Yes.", id="no quotation"),
        pytest.param(
            f"Yes.\n\nOn Mon, 4 May 2026 at 08:00, Mutual <b@x.org> wrote:\n{QUOTED}", "Yes.", id="en"
        ),
        pytest.param(f"Ja.\n\nAm 04.05.2026 um 08:00 schrieb Mutual <b@x.org>:\n{QUOTED}", "Ja.", id="de"),
        pytest.param(
            f"Sí.\n\nEl lun, 4 may 2026 a las 8:00, Mutual (<b@x.org>) escribió:\n{QUOTED}", "Sí.", id="es"
        ),
        pytest.param(
            f"Yes.\n\nOn Mon, 4 May 2026 at 08:00, Mutual\n<b@x.org> wrote:\n{QUOTED}",
            "Yes.",
            id="in two lines",
        ),
        pytest.param(
            "Yes.\n\n________________________________\nFrom: Mutual <b@x.org>\nSent: Monday\nTo: Alice\n"
            "Subject: Bob replied\n\nOlder than they look.",
            "Yes.",
            id="Outlook",
        ),
        pytest.param(
            "Ja.\n\nVon: Mutual <b@x.org>\nGesendet: Montag\nAn: Alice\nBetreff: Bob\n\nÄlter.",
            "Ja.",
            id="Outlook, de",
        ),
        pytest.param(
            f"Yes.\n\nSent from my iPhone\n\nOn Mon, 4 May 2026, Mutual wrote:\n{QUOTED}", "Yes.", id="phone"
        ),
        pytest.param("Ja.\n\nVon meinem iPhone gesendet", "Ja.", id="phone, de"),
        pytest.param("Sí.\n\nEnviado desde mi iPhone", "Sí.", id="phone, es"),
        pytest.param("Yes.\n-- \nAlice Marsh\nOrgans", "Yes.", id="signature"),
        pytest.param(f"{QUOTED}\n\nYes, below.", "Yes, below.", id="below"),
        pytest.param("- one\n- two\n\n1 > 0", "- one\n- two\n\n1 > 0", id="a list"),
        pytest.param(QUOTED, "", id="nothing of their own"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_what_somebody_wrote_is_found(text: str, words: str) -> None:
    assert own_words(text) == words


def test_the_plain_part_is_read_and_no_attachment() -> None:
    attached = (
        'Content-Type: text/plain\r\nContent-Disposition: attachment; filename="a.txt"\r\n\r\nNot this.\r\n'
    )
    read = read_letter(in_parts("This.", attached), "alice@example.org")
    assert isinstance(read, ReceivedReply)
    assert (read.sender, read.words) == ("alice@example.org", "This.")


@pytest.mark.parametrize("charset", ["x-unknown", "", "utf-8", "punycode", "unicode_escape", "zip"])
def test_an_unknown_charset_is_read_as_the_usual_one(charset: str) -> None:
    read = read_letter(plain_reply("Größe \0 ¿sí?", charset=charset), "alice@example.org")
    assert isinstance(read, ReceivedReply)
    assert read.words == "Größe  ¿sí?"


def test_broken_lines_are_joined_where_the_mail_program_says_so() -> None:
    letter = plain_reply("One long \nline. \n\nAnother.\n-- \nMe", charset="utf-8; format=flowed")
    read = read_letter(letter, "alice@example.org")
    assert isinstance(read, ReceivedReply)
    assert read.words == "One long line.\n\nAnother."


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(plain_reply("x" * 10_000_000), id="ten megabytes"),
        pytest.param(in_parts("Hi", *["Content-Type: text/plain\r\n\r\nx"] * 60), id="parts without end"),
        pytest.param(plain_reply("Hi", sender="nobody"), id="no address"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\0\xff" * 1000, id="bytes"),
    ],
)
def test_what_is_no_letter_is_none(content: bytes) -> None:
    assert isinstance(read_letter(content, "alice@example.org"), NoReply)


@given(st.binary(max_size=3000))
def test_nothing_that_is_sent_ends_in_an_error(content: bytes) -> None:
    read_letter(content, None)


@given(st.integers(0, 400), st.binary(max_size=20))
def test_a_damaged_letter_is_read_or_left(place: int, noise: bytes) -> None:
    whole = in_parts("Words of mine.")
    read_letter(whole[:place] + noise + whole[place:], "alice@example.org")


@pytest.mark.parametrize(
    "text",
    [
        "On " + "a " * 120_000,
        "On a\n" * 50_000,
        "> " * 120_000,
        "\n" * 240_000,
        ("\n\n" + "-" * 31) * 7_000,
        "Am " + " schrieb " * 25_000,
        "Sent from my " + "x" * 240_000,
        "From: a\n" * 30_000,
        "On " * 80_000 + "wrote:",
    ],
    ids=range(9),
)
def test_no_text_takes_long(text: str) -> None:
    began = time.process_time()
    own_words(text)
    assert time.process_time() - began < 1


def test_addresses_and_private_links_are_recognised() -> None:
    token = "abcdefghijklmnopqrstuvwxyz234567"
    assert token_in(["x@y.org", f"<B+R{token.upper()}@bounce.example.org>"]) == token
    assert token_in([f"b+{token}@bounce.example.org"]) is None
    assert quotes_private_link("see https://meet.example.org/u/abc", "https://meet.example.org")
    assert not quotes_private_link("see https://meet.example.org/circles/abc", "https://meet.example.org")
