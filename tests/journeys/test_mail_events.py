"""Providers' webhooks and a mailbox tell what came back; who cannot prove it changes nothing."""

import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from intro_app import clock
from intro_app.bounces.amazon import AmazonAway, set_amazon
from intro_app.bounces.models import MailReport
from intro_app.config import Settings, SettingsError
from intro_app.db import db
from intro_app.outbox import is_suppressed
from intro_app.outbox.models import OutboxMessage
from tests.support.mail_events import (
    CERTIFICATE,
    LONG_AGO,
    MAILGUN_KEY,
    TOPIC,
    SentToUs,
    amazon_certificate,
    by_mailgun,
    by_postmark,
    by_sendgrid,
    by_sns,
    mailgun_event,
    postmark_event,
    sendgrid_event,
    sent_to_carol,
    ses_bounce,
    ses_complaint,
    told_by_all,
)
from tests.support.people import visitor
from tests.support.story import Story

pytestmark = pytest.mark.changes_app


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A site that all providers may tell what came back."""
    return told_by_all(settings)


@pytest.fixture
def opened_pages(app: Flask) -> list[str]:
    """What was opened at Amazon, which is a stand-in."""
    pages: list[str] = []

    def read(url: str) -> bytes:
        pages.append(url)
        if url != CERTIFICATE and "ConfirmSubscription" not in url:
            raise AmazonAway
        return amazon_certificate()

    set_amazon(app, read)
    return pages


@pytest.fixture
def letter(story: Story, opened_pages: list[str]) -> OutboxMessage:
    """The e-mail in which Carol is asked, which has been sent."""
    return sent_to_carol(story)


def tells(app: Flask, sent: SentToUs) -> TestResponse:
    """A provider sends this."""
    return visitor(app).post(sent.path, data=sent.body, headers=sent.headers)


def reports(app: Flask) -> list[str]:
    """What is known to have come back."""
    with app.app_context():
        return [str(one) for one in db.session.scalars(select(MailReport.kind).order_by(MailReport.id))]


Made = Callable[[OutboxMessage, datetime], SentToUs]
GENUINE: dict[str, Made] = {
    "ses": lambda letter, at: by_sns(ses_bounce(letter.sender), at),
    "postmark": lambda letter, _at: by_postmark(postmark_event(letter.message_id)),
    "mailgun": lambda letter, at: by_mailgun(mailgun_event(letter.message_id), at),
    "sendgrid": lambda letter, at: by_sendgrid([sendgrid_event(letter.message_id, type="bounce")], at),
}


@pytest.mark.parametrize("provider", GENUINE)
def test_a_genuine_event_counts_once_for_the_email_it_names(
    app: Flask, letter: OutboxMessage, provider: str
) -> None:
    sent = GENUINE[provider](letter, clock.now())
    answers = [tells(app, sent) for _time in range(3)]
    assert answers[0].status_code == 200
    assert "Set-Cookie" not in answers[0].headers
    assert {answer.status_code for answer in answers[1:]} == ({403} if provider == "mailgun" else {200})
    assert reports(app) == ["gone"]


def _at_no_time(sent: SentToUs) -> SentToUs:
    """Sign a time that looks like digits and is no number."""
    event = json.loads(sent.body)["event-data"]
    proof = hmac.new(MAILGUN_KEY.encode(), "²t".encode(), "sha256").hexdigest()
    said = {"signature": {"timestamp": "²", "token": "t", "signature": proof}, "event-data": event}
    return replace(sent, body=json.dumps(said).encode())


FORGED: dict[str, Made] = {
    "SNS: another topic": lambda letter, at: by_sns(ses_bounce(letter.sender), at, TopicArn=TOPIC + "x"),
    "SNS: another signature": lambda letter, at: by_sns(ses_bounce(letter.sender), at, Signature="AAAA"),
    "SNS: no base64": lambda letter, at: by_sns(ses_bounce(letter.sender), at, Signature="ä"),
    "SNS: SHA-1": lambda letter, at: by_sns(ses_bounce(letter.sender), at, SignatureVersion="1"),
    "SNS: old": lambda letter, at: by_sns(ses_bounce(letter.sender), at - LONG_AGO),
    "SNS: no time": lambda letter, at: by_sns(ses_bounce(letter.sender), at, Timestamp="now"),
    "SNS: a certificate elsewhere": lambda letter, at: by_sns(
        ses_bounce(letter.sender),
        at,
        SigningCertURL="https://sns.eu-central-1.amazonaws.com.evil.example/x.pem",
    ),
    "SNS: a certificate by http": lambda letter, at: by_sns(
        ses_bounce(letter.sender), at, SigningCertURL=CERTIFICATE.replace("https", "http")
    ),
    "SNS: a confirmation elsewhere": lambda _letter, at: by_sns(
        "confirm", at, Type="SubscriptionConfirmation", Token="t", SubscribeURL="https://evil.example/?a=b"
    ),
    "Postmark: no password": lambda letter, _at: by_postmark(postmark_event(letter.message_id), "postmark:"),
    "Postmark: nothing": lambda letter, _at: replace(
        by_postmark(postmark_event(letter.message_id)), headers={}
    ),
    "Mailgun: another key": lambda letter, at: by_mailgun(mailgun_event(letter.message_id), at, key="other"),
    "Mailgun: old": lambda letter, at: by_mailgun(
        mailgun_event(letter.message_id), at - timedelta(minutes=16)
    ),
    "Mailgun: a time of no number": lambda letter, at: _at_no_time(
        by_mailgun(mailgun_event(letter.message_id), at)
    ),
    "Mailgun: no token": lambda letter, at: by_mailgun(mailgun_event(letter.message_id), at, token=""),
    "SendGrid: old": lambda letter, at: by_sendgrid([sendgrid_event(letter.message_id)], at - LONG_AGO),
    "SendGrid: another body": lambda letter, at: replace(
        by_sendgrid([], at), body=json.dumps([sendgrid_event(letter.message_id)]).encode()
    ),
    "SendGrid: no signature": lambda letter, at: replace(
        by_sendgrid([sendgrid_event(letter.message_id)], at), headers={}
    ),
    "SNS: odd": lambda _letter, _at: SentToUs("/mail-events/ses", b"\xff[[{"),
    "Postmark: odd": lambda _letter, _at: SentToUs("/mail-events/postmark", b"\xff[[{"),
    "Mailgun: odd": lambda _letter, _at: SentToUs("/mail-events/mailgun", b"[" * 100_000),
    "SendGrid: odd": lambda _letter, _at: SentToUs("/mail-events/sendgrid", b"\xff[[{"),
}


@pytest.mark.parametrize("forgery", FORGED)
def test_whoever_cannot_prove_to_be_the_provider_changes_nothing(
    app: Flask, letter: OutboxMessage, opened_pages: list[str], forgery: str
) -> None:
    assert tells(app, FORGED[forgery](letter, clock.now())).status_code == 403
    assert not reports(app)
    assert set(opened_pages) <= {CERTIFICATE}


def test_a_token_of_mailgun_is_good_for_one_event(app: Flask, letter: OutboxMessage) -> None:
    assert tells(app, by_mailgun(mailgun_event(letter.message_id, "opened"), clock.now())).status_code == 200
    assert tells(app, by_mailgun(mailgun_event(letter.message_id), clock.now())).status_code == 403
    assert not reports(app)


def test_the_answer_tells_nobody_which_emails_there_are(app: Flask, letter: OutboxMessage) -> None:
    known = tells(app, by_postmark(postmark_event(letter.message_id)))
    unknown = tells(app, by_postmark(postmark_event("<nothing@meet.example.org>")))
    assert (known.status_code, known.data) == (unknown.status_code, unknown.data)
    for answer in (known, unknown):
        answer.headers.pop("X-Request-Id")
    assert dict(known.headers) == dict(unknown.headers)


def test_the_recipient_in_an_event_is_never_read(app: Flask, story: Story, letter: OutboxMessage) -> None:
    sent = by_sns(ses_complaint(letter.sender, complaintFeedbackType="abuse"), clock.now())
    assert tells(app, sent).status_code == 200
    with app.app_context():
        assert is_suppressed("carol@example.org", at=clock.now())
        assert not is_suppressed("mallory@example.org", at=clock.now())


def test_an_address_without_its_key_says_nothing(app: Flask, letter: OutboxMessage) -> None:
    assert tells(app, by_sns(ses_bounce("b@bounce.example.org"), clock.now())).status_code == 200
    assert not reports(app)


def test_a_subscription_of_our_topic_is_confirmed(app: Flask, story: Story, opened_pages: list[str]) -> None:
    url = f"https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=t"
    sent = by_sns("confirm", clock.now(), Type="SubscriptionConfirmation", Token="t", SubscribeURL=url)
    assert tells(app, sent).status_code == 200
    assert opened_pages == [CERTIFICATE, url]


def test_while_amazon_is_away_it_is_to_be_sent_again(app: Flask, letter: OutboxMessage) -> None:
    other = CERTIFICATE.replace("0a0a", "0b0b")
    answer = tells(app, by_sns(ses_bounce(letter.sender), clock.now(), SigningCertURL=other))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")


def test_a_webhook_is_closed_until_it_is_set(app: Flask, letter: OutboxMessage) -> None:
    site = app.extensions["settings"]
    app.extensions["settings"] = replace(
        site, ses_topic="", postmark_webhook="", mailgun_signing_key="", sendgrid_public_key=""
    )
    for made in GENUINE.values():
        assert tells(app, made(letter, clock.now())).status_code == 404
    assert visitor(app).post("/mail-events/other").status_code == 404
    assert visitor(app).get("/mail-events/ses").status_code == 405
    app.extensions["settings"] = site


def test_what_is_too_large_is_refused_and_a_forger_is_slowed_down(app: Flask, letter: OutboxMessage) -> None:
    large = replace(by_postmark(postmark_event(letter.message_id)), body=b"x" * (256 * 1024 + 1))
    assert tells(app, large).status_code in {403, 413}
    forged = by_postmark(postmark_event(letter.message_id), "postmark:wrong")
    answers = [tells(app, forged).status_code for _time in range(35)]
    assert answers[-1] == 429
    assert tells(app, by_postmark(postmark_event(letter.message_id))).status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SES_TOPIC", "arn:aws:sqs:eu-central-1:123456789012:x"),
        ("POSTMARK_WEBHOOK", "user:short"),
        ("MAILGUN_SIGNING_KEY", "short"),
        ("SENDGRID_PUBLIC_KEY", "bm8ga2V5"),
        ("BOUNCE_MAILBOX", "imap://u:p@imap.example.org/INBOX"),
        ("BOUNCE_MAILBOX", "imaps://imap.example.org/INBOX"),
    ],
)
def test_a_setting_that_proves_nothing_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({name: value})
