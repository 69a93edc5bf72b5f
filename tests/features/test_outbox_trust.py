"""What makes mail servers trust us: TLS and sign-in on the way, DKIM and bounce address in the letter."""

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import dkim
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from flask import Flask

from intro_app import create_app
from intro_app.config import Settings
from intro_app.db import db
from intro_app.outbox import deliver_due
from intro_app.outbox.delivery import send_due
from tests.support.databases import copied_sqlite
from tests.support.mail_server import PostOffice
from tests.support.outbox import post_letters
from tests.support.patience import PATIENCE
from tests.support.ports import free_port


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """One kind of database is enough here."""
    with copied_sqlite(sqlite_template, tmp_path) as url:
        yield url


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that nobody else trusts, with its key beside it."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-keyout",
            "key.pem",
            "-out",
            "cert.pem",
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder / "cert.pem"


@dataclass
class SafePostOffice(PostOffice):
    """Takes mail from who encrypts and signs in."""

    signed_in: list[bytes] = field(default_factory=list)

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, login: LoginPassword
    ) -> AuthResult:
        """Let in one name with its two passwords, of which one has letters beyond ASCII."""
        self.signed_in.append(login.login)
        right = login.login == b"mutual@x" and login.password in {b"p:w/d", "pässw€rt".encode()}
        return AuthResult(success=right, handled=False)


@contextmanager
def safe_post_office(
    certificate: Path, *, at_once: bool, but: tuple[str, ...] = ()
) -> Iterator[SafePostOffice]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    office = SafePostOffice(port=free_port())
    by_command: dict[str, Any] = {
        "tls_context": context,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": office.authenticate,
        "auth_exclude_mechanism": but,
    }
    way = {"ssl_context": context} if at_once else by_command
    controller = Controller(office, hostname="localhost", port=office.port, ready_timeout=PATIENCE, **way)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


@contextmanager
def site(settings: Settings, **changed: Any) -> Iterator[Flask]:
    app = create_app(replace(settings, **changed))
    with app.app_context():
        yield app
        db.engine.dispose()


def test_mail_goes_encrypted_and_signed_in(
    settings: Settings, certificate: Path, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with (
        safe_post_office(certificate, at_once=False) as office,
        site(settings, smtp_url=f"smtp+starttls://mutual%40x:p%3Aw%2Fd@localhost:{office.port}") as app,
    ):
        post_letters(app, 2, at=at)
        assert deliver_due(at=at) == 2
    assert (len(office.letters), office.signed_in) == (2, [b"mutual@x"])


@pytest.mark.parametrize("without", [(), ("PLAIN",)])
def test_a_password_with_letters_beyond_ascii_signs_in_as_utf_8(
    without: tuple[str, ...],
    settings: Settings,
    certificate: Path,
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with (
        safe_post_office(certificate, at_once=False, but=without) as office,
        site(
            settings, smtp_url=f"smtp+starttls://mutual%40x:p%C3%A4ssw%E2%82%ACrt@localhost:{office.port}"
        ) as app,
    ):
        post_letters(app, 1, at=at)
        assert deliver_due(at=at) == 1
    assert office.signed_in == [b"mutual@x"]


def test_a_wrong_password_beyond_ascii_is_told_as_such(
    settings: Settings, certificate: Path, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with (
        safe_post_office(certificate, at_once=False) as office,
        site(settings, smtp_url=f"smtp+starttls://mutual%40x:w%C3%A4@localhost:{office.port}") as app,
    ):
        post_letters(app, 1, at=at)
        assert send_due(at=at, limit=9, stop=lambda: False).trouble == "SMTPAuthenticationError 535"


def test_mail_goes_to_a_server_that_is_encrypted_from_the_first_byte(
    settings: Settings, certificate: Path, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with (
        safe_post_office(certificate, at_once=True) as office,
        site(settings, smtp_url=f"smtps://localhost:{office.port}") as app,
    ):
        post_letters(app, 2, at=at)
        assert deliver_due(at=at) == 2
    assert len(office.letters) == 2


def test_a_server_with_an_unknown_certificate_gets_neither_password_nor_mail(
    settings: Settings, certificate: Path, at: datetime
) -> None:
    with (
        safe_post_office(certificate, at_once=False) as office,
        site(settings, smtp_url=f"smtp+starttls://mutual%40x:pw@localhost:{office.port}") as app,
    ):
        post_letters(app, 1, at=at)
        tally = send_due(at=at, limit=9, stop=lambda: False)
    assert (tally.sent, tally.trouble) == (0, "SSLCertVerificationError")
    assert (office.letters, office.signed_in) == ([], [])


def test_a_wrong_password_costs_no_message_its_patience(
    settings: Settings, certificate: Path, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with (
        safe_post_office(certificate, at_once=False) as office,
        site(settings, smtp_url=f"smtp+starttls://mutual%40x:wrong@localhost:{office.port}") as app,
    ):
        post_letters(app, 1, at=at)
        tally = send_due(at=at, limit=9, stop=lambda: False)
    assert (tally.sent, tally.trouble) == (0, "SMTPAuthenticationError 535")


def test_the_signature_holds_on_the_bytes_that_arrived(
    settings: Settings, running_post_office: PostOffice, tmp_path: Path, at: datetime
) -> None:
    subprocess.run(
        ["openssl", "genrsa", "-out", "dkim.pem", "2048"], cwd=tmp_path, check=True, capture_output=True
    )
    public = subprocess.run(
        ["openssl", "rsa", "-in", "dkim.pem", "-pubout", "-outform", "PEM"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    record = "v=DKIM1; k=rsa; p=" + "".join(public.splitlines()[1:-1])
    with site(settings, dkim_key_file=str(tmp_path / "dkim.pem")) as app:
        post_letters(app, 1, at=at)
        assert deliver_due(at=at) == 1
    raw = running_post_office.letters[-1].raw
    asked: list[bytes] = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return record.encode()

    assert dkim.verify(raw, dnsfunc=dns)
    assert asked == [b"mutual._domainkey.meet.example.org."]
    assert not dkim.verify(raw.replace(b"One-Click", b"Two-Clicks"), dnsfunc=dns)
    body = raw.replace(b"</body>", b"One more sentence.</body>")
    assert body != raw
    assert not dkim.verify(body, dnsfunc=dns)


def test_each_letter_has_a_bounce_address_of_its_own_that_nobody_can_guess(
    settings: Settings, running_post_office: PostOffice, at: datetime
) -> None:
    with site(settings, bounce_address="b@bounce.example.org") as app:
        post_letters(app, 2, at=at)
        assert deliver_due(at=at) == 2
    senders = {letter.sender for letter in running_post_office.letters}
    assert len(senders) == 2
    for sender in senders:
        local, _, domain = sender.partition("@")
        assert (domain, local[:2], len(local)) == ("bounce.example.org", "b+", 34)
