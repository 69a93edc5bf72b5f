"""The bytes of an e-mail: headers, both parts complete, signature, safety, and the reader's language."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from intro_app.outbox import Addressee, Attachment, MailKind, post
from intro_app.outbox.email import Letter
from intro_app.outbox.mime import Envelope, assemble
from tests.support import received_mail as letters
from tests.support.databases import copied_sqlite
from tests.support.mail_server import Mailbox
from tests.support.outbox import CAROL, letter

HELD = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=300)


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """One kind of database is enough: no byte of a letter depends on it."""
    with copied_sqlite(sqlite_template, tmp_path) as url:
        yield url


def arrived(
    app: Flask, mailbox: Mailbox, at: datetime, to: Addressee = CAROL, **given_facts: object
) -> letters.ReceivedMail:
    with app.app_context():
        post(letter("letter:1", to, **given_facts), at=at)
    assert mailbox.deliver(at) == 1
    return mailbox.letters[-1]


def test_the_headers_are_these_and_no_others(app: Flask, mailbox: Mailbox, at: datetime) -> None:
    came = arrived(app, mailbox, at)
    head = came.raw.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
    names = " ".join(line.partition(":")[0] for line in head)
    assert names == (
        "From To Subject Date Message-ID Auto-Submitted X-Auto-Response-Suppress List-Unsubscribe "
        "List-Unsubscribe-Post Feedback-ID X-Entity-Ref-ID MIME-Version Content-Type"
    )
    assert head[:4] == [
        'From: "Mutual" <hello@meet.example.org>',
        'To: "Carol" <carol@example.org>',
        "Subject: A sample of our e-mails",
        "Date: Mon, 04 May 2026 08:00:00 +0000",
    ]
    assert re.fullmatch(r"Message-ID: <[0-9a-f]{32}@meet\.example\.org>", head[4])
    # Without it Gmail folds letters of one subject into one.
    assert re.fullmatch(r"X-Entity-Ref-ID: [0-9a-f]{32}", head.pop(10))
    assert head[5:11] == [
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        f"List-Unsubscribe: <{came.link('x')}>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "Feedback-ID: intro:specimen",
        "MIME-Version: 1.0",
    ]


def test_security_mail_has_no_stop_link(app: Flask, mailbox: Mailbox, at: datetime) -> None:
    came = arrived(app, mailbox, at, mail_kind=MailKind.SECURITY, scopes=())
    assert b"List-Unsubscribe" not in came.raw
    assert came.links("x") == []


def test_only_a_letter_that_asks_for_it_can_be_answered_to_somebody_else(
    app: Flask, mailbox: Mailbox, at: datetime
) -> None:
    assert arrived(app, mailbox, at, reply_to="alice@example.org").message["Reply-To"] == "alice@example.org"


def test_text_comes_first_and_both_parts_say_the_same(app: Flask, mailbox: Mailbox, at: datetime) -> None:
    came = arrived(
        app, mailbox, at, words="One line\r\n\r\n<b>another</b> & more", url="https://meet.example.org/r/x-y"
    )
    assert [part.get_content_type() for part in came.message.iter_parts()] == ["text/plain", "text/html"]
    assert "> <b>another</b> & more" in came.text
    assert "&lt;b&gt;another&lt;/b&gt; &amp; more" in came.html
    assert "\nhttps://meet.example.org/r/x-y\n" in came.text
    assert came.html.count("https://meet.example.org/r/x-y") == 3  # the button, and the address written out
    for words in (
        "You don’t owe anyone a reason.",
        "Thursday",
        "people@meet.example.org",
        "what our e-mails look like",
    ):
        assert words in came.text
        assert words in came.html


def test_nothing_is_fetched_from_elsewhere(app: Flask, mailbox: Mailbox, at: datetime) -> None:
    html = arrived(app, mailbox, at).html
    assert not re.search(r"<(img|link|script|iframe|video|object)\b|url\(|@import|@font-face", html)
    assert set(re.findall(r'href="(https://[^/"]+)', html)) == {"https://meet.example.org"}


def test_lines_fit(app: Flask, mailbox: Mailbox, at: datetime) -> None:
    came = arrived(app, mailbox, at, words="word " * 200 + "x" * 3000 + "é")
    assert max(map(len, came.raw.split(b"\r\n"))) <= 998
    ordinary = [line for line in came.text.split("\n") if "://" not in line and "xxx" not in line]
    assert max(map(len, ordinary)) <= 72
    assert b"\n" not in came.raw.replace(b"\r\n", b"")


def test_times_are_the_readers(app: Flask, mailbox: Mailbox, at: datetime) -> None:
    berlin = replace(CAROL, locale="de", time_zone="Europe/Berlin")
    assert "Donnerstag, 14. Mai 2026, 09:00 Uhr (Berlin)" in arrived(app, mailbox, at, berlin).text


def test_a_name_that_is_not_clean_is_left_out(app: Flask, mailbox: Mailbox, at: datetime) -> None:
    came = arrived(app, mailbox, at, replace(CAROL, name="Carol\u202e\r\nBcc: dan@example.org"))
    assert came.message["To"] == "carol@example.org"
    assert came.message["Bcc"] is None


def test_a_name_in_any_script_arrives(app: Flask, mailbox: Mailbox, at: datetime) -> None:
    name = 'Žofie "Žo" Nováková ' + "語" * 30
    came = arrived(app, mailbox, at, replace(CAROL, name=name))
    to = message_from_bytes(came.raw)["To"]  # the newer parser puts spaces between the pieces of a long name
    assert str(make_header(decode_header(to))) == f"{name} <carol@example.org>"


def test_a_contact_card_comes_with_it(app: Flask, mailbox: Mailbox, at: datetime) -> None:
    card = Attachment("Žofie.vcf", "text/vcard", b"BEGIN:VCARD\r\nEND:VCARD\r\n" * 100)
    came = arrived(app, mailbox, at, attachments=(card,))
    assert came.attachments == {"Žofie.vcf": card.content}
    assert "You don’t owe anyone a reason." in came.text


@pytest.mark.parametrize(
    ("name", "media_type", "content_type"),
    [
        (
            "gathering.ics",
            "text/calendar; method=PUBLISH",
            'text/calendar; method=PUBLISH; charset=utf-8; name="{}"',
        ),
        ("contact.vcf", "text/vcard", 'text/vcard; charset=utf-8; name="{}"'),
    ],
)
def test_an_attached_text_names_its_letters_and_its_file_in_plain_words(
    app: Flask, mailbox: Mailbox, at: datetime, name: str, media_type: str, content_type: str
) -> None:
    came = arrived(app, mailbox, at, attachments=(Attachment(name, media_type, "Käsefondue".encode()),))
    assert f"Content-Type: {content_type.format(name)}\r\n".encode() in came.raw
    assert f'Content-Disposition: attachment; filename="{name}"\r\n'.encode() in came.raw


def test_two_letters_with_one_subject_stay_two_conversations(
    app: Flask, mailbox: Mailbox, at: datetime
) -> None:
    with app.app_context():
        for number in (1, 2):
            post(letter(f"letter:{number}", CAROL), at=at)
    mailbox.deliver(at)
    first, second = mailbox.letters
    assert first.subject == second.subject
    assert first.message["X-Entity-Ref-ID"] != second.message["X-Entity-Ref-ID"]


@given(subject=HELD, text=HELD, name=HELD)
def test_what_is_put_in_is_what_is_read(subject: str, text: str, name: str) -> None:
    envelope = Envelope(
        ("Mutual", "hello@x.org"),
        (name, "a@x.org"),
        None,
        "<1@x.org>",
        "k",
        None,
        datetime.now().astimezone(),
    )
    words = Letter(subject, f"{text}\n.\n..\nFrom me\n", f"<p>{text}</p>\n")
    try:
        raw = assemble(words, envelope)
    except ValueError:
        return
    read = message_from_bytes(raw, policy=policy.default)
    assert isinstance(read, EmailMessage)
    body = read.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == words.text
    assert [header for header in read if header not in {"From", "To", "Subject"}] == [
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "Feedback-ID",
        "X-Entity-Ref-ID",
        "MIME-Version",
        "Content-Type",
    ]
    assert [address.addr_spec for address in read["To"].addresses] == ["a@x.org"]
    assert "".join(str(read["Subject"]).split()) == "".join(subject.split())
    assert read.defects == []
