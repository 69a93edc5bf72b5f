"""Invitations and digests leave by a mail server of their own; neither holds up the mail of the other."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from flask import Flask
from sqlalchemy import select

from intro_app import create_app, worker
from intro_app.bounces.service import take_in
from intro_app.clock import now
from intro_app.config import Settings, SettingsError
from intro_app.db import db
from intro_app.outbox import Addressee, MailStream, deliver_due, post
from intro_app.outbox.models import OutboxMessage, Suppression
from intro_app.outbox.upkeep import keep_up
from tests.support.failing_mail_server import Deed, FailingPostOffice, Stage, failing_post_office
from tests.support.mail_reports import feedback
from tests.support.outbox import letter
from tests.support.patience import PATIENCE, fair

CAROL, DAN = (Addressee(f"{name}@example.org") for name in ("carol", "dan"))


@pytest.fixture
def second() -> Iterator[FailingPostOffice]:
    """The mail server for invitations and digests."""
    with failing_post_office() as running:
        yield running


@pytest.fixture
def app(
    settings: Settings, sink: FailingPostOffice, second: FailingPostOffice, tmp_path: Path
) -> Iterator[Flask]:
    """A site with two mail servers, two senders and two keys."""
    site = create_app(
        replace(
            settings,
            smtp_url=sink.url,
            bounce_address="b@bounce.example.org",
            dkim_key_file=_key(tmp_path / "main.pem"),
            bulk_smtp_url=second.url,
            bulk_mail_from="news@news.example.org",
            bulk_bounce_address="b@news.example.org",
            bulk_dkim_key_file=_key(tmp_path / "bulk.pem"),
            bulk_dkim_selector="bulk",
            poll_seconds=0.05,
            retry_seconds=0.2,
            smtp_timeout=20,
        )
    )
    yield site
    with site.app_context():
        db.engine.dispose()


def _key(file: Path) -> str:
    made = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    file.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()))
    public = made.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    file.with_suffix(".txt").write_bytes(b"v=DKIM1; p=" + b"".join(public.splitlines()[1:-1]))
    return str(file)


def _post(app: Flask, name: str, stream: MailStream, at: datetime, to: Addressee = CAROL) -> None:
    with app.app_context():
        post(letter(name, to, stream=stream), at=at)


def _deliver(app: Flask, at: datetime) -> int:
    with app.app_context():
        return deliver_due(at=at)


@contextmanager
def _working(app: Flask) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(app, [], stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=PATIENCE)
        assert not thread.is_alive()


def test_each_stream_has_its_own_server_sender_envelope_and_signature(
    app: Flask, sink: FailingPostOffice, second: FailingPostOffice, tmp_path: Path, at: datetime
) -> None:
    _post(app, "ask:1", MailStream.MAIN, at)
    _post(app, "invitation:1", MailStream.BULK, at)
    assert _deliver(app, at) == 2
    (ask,), (invitation,) = sink.confirmed, second.confirmed
    assert ask.sender.endswith("@bounce.example.org")
    assert invitation.sender.startswith("b+")
    assert invitation.sender.endswith("@news.example.org")
    assert "hello@meet.example.org" in str(ask.message["From"])
    assert "news@news.example.org" in str(invitation.message["From"])
    assert invitation.message_id.endswith("@news.example.org>")
    published = {
        b"mutual._domainkey.meet.example.org.": (tmp_path / "main.txt").read_bytes(),
        b"bulk._domainkey.news.example.org.": (tmp_path / "bulk.txt").read_bytes(),
    }
    for one in (ask, invitation):
        assert dkim.verify(one.raw, dnsfunc=lambda name, **_more: published[name])


@pytest.mark.parametrize(("down", "waits"), [("bulk", "invitation:1"), ("main", "ask:1")])
def test_a_server_that_is_down_holds_up_its_own_mail_alone(
    settings: Settings,
    app: Flask,
    sink: FailingPostOffice,
    second: FailingPostOffice,
    down: str,
    waits: str,
    at: datetime,
) -> None:
    away = sink if down == "main" else second
    away.on(Stage.CONNECT, Deed.REFUSE, reply="421 4.3.2 closed")
    _post(app, "ask:1", MailStream.MAIN, at)
    _post(app, "invitation:1", MailStream.BULK, at)
    assert _deliver(app, at) == 1
    with app.app_context():
        left = select(OutboxMessage.dedupe).where(OutboxMessage.sent_at.is_(None))
        assert db.session.scalars(left).all() == [waits]
    assert _deliver(app, at + timedelta(minutes=1)) == 1


def test_a_domain_that_bears_no_more_invitations_still_gets_sign_in_mail(
    app: Flask, sink: FailingPostOffice, second: FailingPostOffice, at: datetime
) -> None:
    second.on(Stage.RCPT, Deed.REFUSE, times=6, reply="450 4.7.28 unusual rate of mail")
    for number in range(6):
        _post(app, f"invitation:{number}", MailStream.BULK, at, Addressee(f"guest{number}@example.org"))
    assert _deliver(app, at) == 0
    _post(app, "sign_in:1", MailStream.MAIN, at)
    _post(app, "invitation:7", MailStream.BULK, at, DAN)
    assert _deliver(app, at + timedelta(seconds=1)) == 1  # the invitation waits for its domain
    assert len(sink.confirmed) == 1


@pytest.mark.parametrize("slow", ["bulk", "main"])
def test_a_server_that_says_nothing_delays_nobody_elses_mail(
    app: Flask, sink: FailingPostOffice, second: FailingPostOffice, slow: str
) -> None:
    held, other = (second, sink) if slow == "bulk" else (sink, second)
    rule = held.on(Stage.RCPT, Deed.HOLD)
    kinds = {"bulk": MailStream.BULK, "main": MailStream.MAIN}
    with _working(app):
        _post(app, "slow:1", kinds[slow], now())
        assert rule.reached.wait(fair(30))
        _post(app, "quick:1", kinds["main" if slow == "bulk" else "bulk"], now(), DAN)
        until = threading.Event()
        for _ in range(int(fair(30) * 20)):
            if other.confirmed:
                break
            until.wait(0.05)
        assert other.confirmed
        assert not held.confirmed
        held.be_well()
        for _ in range(int(fair(30) * 20)):
            if held.confirmed:
                break
            until.wait(0.05)
    assert len(held.confirmed) == 1


def test_without_a_second_server_there_is_one_stream(
    settings: Settings, app: Flask, sink: FailingPostOffice, second: FailingPostOffice, at: datetime
) -> None:
    second.on(Stage.CONNECT, Deed.REFUSE, reply="421 4.3.2 closed")
    _post(app, "invitation:1", MailStream.BULK, at)
    assert _deliver(app, at) == 0
    one = create_app(replace(settings, smtp_url=sink.url))
    _post(one, "invitation:2", MailStream.BULK, at, DAN)
    with one.app_context():
        keep_up(at)  # what waited for the second server is not forgotten
    assert _deliver(one, at + timedelta(minutes=1)) == 2
    with one.app_context():
        db.engine.dispose()


def test_a_complaint_about_an_invitation_is_read_too(
    app: Flask, second: FailingPostOffice, at: datetime
) -> None:
    _post(app, "invitation:1", MailStream.BULK, at)
    _deliver(app, at)
    (invitation,) = second.confirmed
    with app.app_context():
        take_in([invitation.sender], feedback("abuse"), at)
        assert db.session.scalars(select(Suppression.scope)).all() == ["everything"]


def test_a_sender_without_its_server_is_refused(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="BULK_MAIL_FROM has no effect without BULK_SMTP_URL"):
        replace(settings, bulk_mail_from="news@news.example.org")
