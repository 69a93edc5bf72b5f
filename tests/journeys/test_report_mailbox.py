"""The worker reads a mailbox of reports by IMAP, and the doctor names the ways by which reports come in."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from flask import Flask
from sqlalchemy import select

from intro_app import clock
from intro_app.bounces.mailbox import MailboxAway, opened, read_once
from intro_app.bounces.models import MailReport
from intro_app.cli.doctor import mail as doctor
from intro_app.config import Settings
from intro_app.db import db
from intro_app.outbox.models import OutboxMessage
from tests.support.imap_server import PASSWORD, USER, ImapServer
from tests.support.mail_events import (
    sent_to_carol,
    told_by_all,
)
from tests.support.mail_reports import dsn, status
from tests.support.story import Story

pytestmark = pytest.mark.changes_app


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A site that reads what comes back in every way."""
    return told_by_all(settings)


@pytest.fixture
def letter(story: Story) -> OutboxMessage:
    """The e-mail in which Carol is asked, which has been sent."""
    return sent_to_carol(story)


def reports(app: Flask) -> list[str]:
    """What is known to have come back."""
    with app.app_context():
        return [str(one) for one in db.session.scalars(select(MailReport.kind).order_by(MailReport.id))]


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A key and a certificate for localhost, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(1)
    made = made.public_key(key.public_key()).not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
    made = made.not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    file = tmp_path / "imap.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + made.sign(key, SHA256()).public_bytes(Encoding.PEM))
    return file


@pytest.fixture
def server(certificate: Path) -> Iterator[ImapServer]:
    """A mailbox, read by TLS."""
    with ImapServer(certificate) as made:
        yield made


def _url(server: ImapServer, password: str = PASSWORD, folder: str = "Reports") -> str:
    return f"imaps://{USER}:{password.replace(' ', '%20')}@localhost:{server.port}/{folder}"


def _report_to(address: str) -> bytes:
    report = dsn("", status("failed", "5.1.1", "smtp; 550 5.1.1 unknown user"))
    return report.replace(b"To: b@bounce.example.org", f"To: {address}".encode())


def test_a_report_in_the_mailbox_is_taken_and_deleted_and_a_letter_stays(
    app: Flask,
    letter: OutboxMessage,
    server: ImapServer,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    site = app.extensions["settings"]
    app.extensions["settings"] = replace(site, bounce_mailbox=_url(server))
    server.receives(_report_to(letter.sender))
    server.receives(b"From: bob@example.org\r\nTo: b@bounce.example.org\r\n\r\nHello\r\n")
    server.receives(_report_to(letter.sender) + b"x" * 300_000)
    assert read_once(app) == 1
    assert reports(app) == ["gone"]
    assert [sorted(mail.flags) for mail in server.messages.values()] == [["\\Seen"], ["\\Seen"]]
    assert read_once(app) == 0
    app.extensions["settings"] = site


def test_a_mailbox_whose_certificate_is_not_trusted_gets_no_password(server: ImapServer) -> None:
    with pytest.raises(MailboxAway) as problem, opened(_url(server)):
        pass
    assert server.logins == 0
    assert isinstance(problem.value.__cause__, ssl.SSLError)


def test_a_wrong_password_and_a_missing_folder_are_told_without_the_password(
    server: ImapServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    for url in (_url(server, "wrong"), _url(server, folder="Other")):
        with pytest.raises(MailboxAway) as problem, opened(url):
            pass
        assert "wrong" not in str(problem.value)


def test_the_doctor_names_the_ways_by_which_reports_are_read(
    app: Flask, letter: OutboxMessage, server: ImapServer
) -> None:
    site = app.extensions["settings"]
    with app.app_context():
        (first, *_) = doctor.came_back(site, clock.now())
        assert "SES_TOPIC, POSTMARK_WEBHOOK" in first.sentence
        closed = replace(
            site, ses_topic="", postmark_webhook="", mailgun_signing_key="", sendgrid_public_key=""
        )
        (first, *_) = doctor.came_back(closed, clock.now())
        assert "intro bounces read" in first.sentence
        with_mailbox = doctor.came_back(replace(closed, bounce_mailbox=_url(server)), clock.now())
        wrong = next(one.sentence for one in with_mailbox if one.is_wrong)
        assert wrong.startswith("BOUNCE_MAILBOX can't")
