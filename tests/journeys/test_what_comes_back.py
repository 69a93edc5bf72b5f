"""What comes back after sending: the keyed address alone says whose it was, and nobody who waits sees it."""

import gc
import smtplib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from intro_app import clock
from intro_app.bounces.listening import listening
from intro_app.bounces.models import MailReport, ReportKind
from intro_app.bounces.queries import returned
from intro_app.bounces.service import forget_reports, take_in
from intro_app.cli.bounces import bounces
from intro_app.cli.doctor import mail
from intro_app.config import Settings
from intro_app.db import db
from intro_app.outbox import is_suppressed
from intro_app.outbox.models import OutboxMessage
from intro_app.outbox.queries import fates
from intro_app.text.mailboxes import fingerprint
from tests.support.databases import KEY
from tests.support.journeys.guests_asked import bare
from tests.support.mail_reports import dsn, feedback, status
from tests.support.ports import free_port
from tests.support.story import Story

GONE = dsn("", status("failed", "5.1.1", "smtp; 550 5.1.1 unknown user"))
FULL = dsn("", status("failed", "5.2.2", "smtp; 552 5.2.2 mailbox full"))
BLOCKED = dsn("", status("failed", "5.7.1", "smtp; 550 5.7.1 blocked using a list"))
JUNK = feedback("abuse")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A site that reads what comes back."""
    return replace(settings, bounce_address="b@bounce.example.org")


def envelope_of(app: Flask, address: str) -> str:
    """The keyed address of the newest e-mail to somebody."""
    with app.app_context():
        rows = select(OutboxMessage.sender).where(OutboxMessage.sent_at.is_not(None))
        theirs = rows.where(OutboxMessage.mailbox_hash == _hash(app, address))
        sender = db.session.scalar(theirs.order_by(OutboxMessage.posted_at.desc()).limit(1))
    assert sender
    return sender


def _hash(app: Flask, address: str) -> str:
    return fingerprint(address, app.extensions["settings"].lasting_key)


def comes_back(app: Flask, address: str, content: bytes, at: datetime) -> ReportKind | None:
    envelope = envelope_of(app, address)
    with app.app_context():
        return take_in([envelope], content, at)


def gets_nothing(app: Flask, address: str, at: datetime) -> bool:
    """Whether e-mail that is no security mail is stopped."""
    with app.app_context():
        return is_suppressed(address, at=at)


def test_a_mailbox_rests_after_the_second_refusal_in_a_year(story: Story) -> None:
    alice, carol = story.member(story.people.alice), story.member(story.people.carol)
    alice.asks(to=carol)
    assert comes_back(story.app, "carol@example.org", GONE, clock.now()) is ReportKind.GONE
    assert not gets_nothing(story.app, "carol@example.org", clock.now())
    story.member(story.people.bob).asks(to=carol)
    story.wait(timedelta(minutes=2))
    assert comes_back(story.app, "carol@example.org", GONE, clock.now()) is ReportKind.GONE
    assert gets_nothing(story.app, "carol@example.org", clock.now())
    assert "they came back" in carol.get("/me").text
    told = carol.get("/me/mail").text
    assert "E-mails to carol@example.org came back, so we won’t write to it until 3 June 2026." in unescape(
        told
    )
    carol.signs_in()
    assert "came back" not in carol.get("/me/mail").text
    assert not gets_nothing(story.app, "carol@example.org", clock.now()), "the link came by e-mail: it works"


@pytest.mark.both_databases
def test_the_same_report_counts_once(story: Story) -> None:
    story.member(story.people.alice).asks(to=story.member(story.people.carol))
    assert comes_back(story.app, "carol@example.org", GONE, clock.now()) is ReportKind.GONE
    assert comes_back(story.app, "carol@example.org", GONE, clock.now()) is None
    assert not gets_nothing(story.app, "carol@example.org", clock.now())


def test_who_waits_sees_nothing_of_it(story: Story) -> None:
    alice, carol = story.member(story.people.alice), story.member(story.people.carol)
    public_id = alice.asks(to=carol)
    assert alice.browser is not None
    before = bare(alice.browser.get(f"/introductions/{public_id}").text)
    for content in (GONE, JUNK):
        comes_back(story.app, "carol@example.org", content, clock.now())
        assert bare(alice.browser.get(f"/introductions/{public_id}").text) == before


def test_a_complaint_stops_everything_and_closes_the_door(story: Story) -> None:
    story.member(story.people.alice).asks(to=story.member(story.people.carol))
    assert comes_back(story.app, "carol@example.org", JUNK, clock.now()) is ReportKind.COMPLAINT
    assert gets_nothing(story.app, "carol@example.org", clock.now())
    with story.app.app_context():
        assert story.people.carol.member.door.no_mail


def test_a_report_counts_for_the_keyed_address_whomever_it_names(story: Story) -> None:
    """The complaint names Mallory, and the report of a forger names Carol."""
    story.member(story.people.alice).asks(to=story.member(story.people.carol))
    story.member(story.people.mallory)
    comes_back(story.app, "carol@example.org", JUNK, clock.now())
    assert not gets_nothing(story.app, "mallory@example.org", clock.now())
    with story.app.app_context():
        forged = f"b+{'a' * 32}@bounce.example.org"
        assert take_in([forged, "bob@example.org", "carol@example.org"], GONE, clock.now()) is None


def test_a_full_mailbox_counts_only_when_it_was_full_five_days_ago(story: Story) -> None:
    carol = story.member(story.people.carol)
    start = clock.now()
    for number, (day, person) in enumerate(((0, "alice"), (6, "bob"), (12, "mallory"))):
        story.wait(start + timedelta(days=day) - clock.now())
        story.member(getattr(story.people, person)).asks(to=carol)
        assert comes_back(story.app, "carol@example.org", FULL, clock.now()) is ReportKind.BUSY
        assert gets_nothing(story.app, "carol@example.org", clock.now()) is (number == 2)


def test_what_is_our_fault_rests_nobody_and_the_doctor_says_so(story: Story) -> None:
    story.member(story.people.alice).asks(to=story.member(story.people.carol))
    for _again in range(2):
        comes_back(story.app, "carol@example.org", BLOCKED, clock.now())
    assert not gets_nothing(story.app, "carol@example.org", clock.now())
    with story.app.app_context():
        _way, said = mail.came_back(story.app.extensions["settings"], clock.now())
    assert said.is_wrong
    assert said.sentence.startswith("Refused because of this site within 7 days: 1 (most often 5.7.1).")


def test_after_thirty_days_a_report_counts_no_more_and_after_ninety_it_is_gone(story: Story) -> None:
    story.member(story.people.alice).asks(to=story.member(story.people.carol))
    sent = clock.now()
    assert comes_back(story.app, "carol@example.org", GONE, sent + timedelta(days=31)) is None
    comes_back(story.app, "carol@example.org", GONE, sent)
    with story.app.app_context():
        assert returned(sent).gone == 1
        forget_reports(sent + timedelta(days=89))
        assert db.session.scalar(select(MailReport.code)) == "5.1.1"
        forget_reports(sent + timedelta(days=90))
        assert db.session.scalar(select(MailReport.code)) is None


def test_a_report_marks_its_message_so_that_a_list_of_invitations_stops_itself(story: Story) -> None:
    story.member(story.people.alice).asks(to=story.member(story.people.carol))
    envelope = envelope_of(story.app, "carol@example.org")
    with story.app.app_context():
        about = db.session.scalar(select(OutboxMessage.about).where(OutboxMessage.sender == envelope))
        assert about is not None
        assert not fates([about])[about].failed
        take_in([envelope], GONE, clock.now())
        found = select(OutboxMessage.why).where(OutboxMessage.sender == envelope)
        assert db.session.scalar(found) == "refused"


@pytest.fixture(params=["lmtp", "smtp"])
def listener(request: pytest.FixtureRequest, story: Story) -> Iterator[smtplib.SMTP]:
    """A mail server on this machine that hands over what came back."""
    port = free_port()
    story.app.extensions["settings"] = replace(
        story.app.extensions["settings"], bounce_listen=f"{request.param}://127.0.0.1:{port}"
    )
    client = smtplib.LMTP if request.param == "lmtp" else smtplib.SMTP
    with listening(story.app), client("127.0.0.1", port) as connection:
        yield connection


def test_a_mail_server_hands_over_what_came_back(story: Story, listener: smtplib.SMTP) -> None:
    story.member(story.people.alice).asks(to=story.member(story.people.carol))
    envelope = envelope_of(story.app, "carol@example.org")
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        listener.sendmail("", ["carol@example.org"], GONE)
    assert refused.value.recipients["carol@example.org"][0] == 550
    assert listener.sendmail("", [envelope], GONE) == {}
    with story.app.app_context():
        assert returned(clock.now()).gone == 1
    assert listener.sendmail("", [envelope, envelope.replace("b+", "c+")], JUNK) == {}
    if isinstance(listener, smtplib.LMTP):
        assert listener.getreply()[0] == 250, (
            "it answers for each recipient, and the library reads one answer"
        )
    with pytest.raises(smtplib.SMTPException):
        listener.sendmail("", [envelope], b"x" * 300_000)
    with story.app.app_context():
        assert returned(clock.now()).complaints == 1


def test_two_listeners_do_not_stop_the_worker(story: Story, caplog: pytest.LogCaptureFixture) -> None:
    place = f"smtp://127.0.0.1:{free_port()}"
    story.app.extensions["settings"] = replace(story.app.extensions["settings"], bounce_listen=place)
    with listening(story.app), listening(story.app):
        pass
    assert f"cannot listen on {place}" in caplog.text
    gc.collect()  # what the second one left open would be told to whichever test runs when it is collected


def test_a_report_piped_to_the_command_is_taken_in(story: Story, settings: Settings, tmp_path: Path) -> None:
    story.member(story.people.alice).asks(to=story.member(story.people.carol))
    envelope = envelope_of(story.app, "carol@example.org")
    environment = {
        "DATABASE_URL": settings.database_url,
        "DATA_DIR": str(tmp_path),
        "SECRET_KEYS": KEY,
        "LASTING_KEY": KEY,
        "BASE_URL": settings.base_url,
        "BOUNCE_ADDRESS": "b@bounce.example.org",
    }
    run = CliRunner().invoke
    sent = GONE.replace(b"To: b@bounce.example.org", f"Delivered-To: {envelope}".encode(), 1)
    said = run(bounces, ["read"], input=sent, env=environment)
    assert (said.exit_code, said.stdout) == (0, "Taken in: gone.\n")
    again = run(bounces, ["read", "--to", envelope], input=GONE, env=environment)
    assert again.stdout == "No report on an e-mail of this site; ignored.\n"
    shown = run(bounces, ["show"], env=environment)
    assert "Mailbox gone: 1; full or away: 0." in shown.stdout
    away = run(
        bounces, ["read"], input=sent, env=environment | {"DATABASE_URL": "sqlite:////nowhere/at/all.db"}
    )
    assert away.exit_code == 75, "the mail server keeps it and tries again"
