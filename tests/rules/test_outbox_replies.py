"""Whose fault a mail server's no is."""

import pytest

from intro_app.outbox.policy import SendOutcome
from intro_app.outbox.replies import SmtpStage, enhanced_code, outcome_of

GONE, OURS, BUSY = SendOutcome.NO_MAILBOX, SendOutcome.REFUSED_US, SendOutcome.MAILBOX_BUSY
LATER, PUT_OFF = SendOutcome.LATER, SendOutcome.PUT_OFF


def judged(stage: SmtpStage, answer: str) -> SendOutcome:
    return outcome_of(stage, int(answer[:3]), answer[4:].encode())


@pytest.mark.parametrize("stage", [SmtpStage.RCPT, SmtpStage.DATA, SmtpStage.DOT])
@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("550 5.1.1 unknown user", GONE),
        ("550 5.1.10 null MX", GONE),
        ("550 5.2.1 mailbox disabled", GONE),
        ("550 5.4.5 Daily user sending quota exceeded", OURS),
        ("550 5.1.90 you have reached your daily limit for message recipients", OURS),
        ("550 5.1.8 bad sender", OURS),
        ("554 5.2.0 STOREDRV.Submission", OURS),
        ("554 5.7.0 Our system has detected", OURS),
        ("550 5.7.1 Client host blocked", OURS),
        ("550 5.7.26 unauthenticated", OURS),
        ("552 5.3.4 message too big", OURS),
        ("554 5.6.0 bad MIME", OURS),
        ("500 5.5.2 syntax", OURS),
        ("530 5.7.0 authenticate first", OURS),
        ("552 5.2.2 mailbox full", BUSY),
        ("550 5.2.2 mailbox full", BUSY),
        ("452 4.2.2 mailbox full", BUSY),
        ("550 4.2.1 mailbox asleep", BUSY),
        ("450 4.2.1 too many mails at once", BUSY),
        ("421 4.7.0 slow down", LATER),
    ],
)
def test_an_enhanced_code_decides_at_every_moment(
    stage: SmtpStage, answer: str, outcome: SendOutcome
) -> None:
    assert judged(stage, answer) is outcome


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (
            "550 5.7.1 <ana@x.example>: Recipient address rejected: User unknown in local recipient table",
            GONE,
        ),
        ("550 5.7.1 No such user", GONE),
        ("554 5.4.0 mailbox not found", GONE),
        ("550 5.4.1 Recipient address rejected: Access denied. [x.prod.protection.outlook.com]", GONE),
        ("550 5.7.1 Recipient address rejected: Access denied", OURS),
        ("550 5.7.1 Sender address rejected: user unknown", OURS),
        ("550 5.7.1 Unable to relay for this user", OURS),
        ("550 5.4.4 Unable to route: no mail hosts for domain", OURS),
        ("550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents it", BUSY),
        ("550 5.2.1 too many messages for this mailbox", BUSY),
    ],
)
def test_words_about_the_recipient_decide_under_a_code_of_policy(answer: str, outcome: SendOutcome) -> None:
    assert judged(SmtpStage.RCPT, answer) is outcome


@pytest.mark.parametrize(
    "answer", ["550 5.1.1 x", "550 5.2.1 x", "552 5.2.2 x", "554 5.7.1 x", "550 no", "530 no"]
)
def test_nothing_said_of_our_own_address_is_held_against_a_reader(answer: str) -> None:
    assert judged(SmtpStage.MAIL, answer) is OURS


@pytest.mark.parametrize(
    ("stage", "answer", "outcome"),
    [
        (SmtpStage.RCPT, "550 no such user", GONE),
        (SmtpStage.RCPT, "550 5.0.0 no such user", GONE),
        (SmtpStage.RCPT, "550 relay not permitted", OURS),
        (SmtpStage.RCPT, "550 Daily quota exceeded", OURS),
        (SmtpStage.RCPT, "554 Relay access denied", OURS),
        (SmtpStage.RCPT, "552 over quota", BUSY),
        (SmtpStage.RCPT, "451 greylisted", PUT_OFF),
        (SmtpStage.RCPT, "451 4.7.1 greylisted", PUT_OFF),
        (SmtpStage.DATA, "554 no valid recipients", OURS),
        (SmtpStage.DOT, "554 looks like spam", OURS),
        (SmtpStage.DOT, "550 no", OURS),
        (SmtpStage.DOT, "552 too much", OURS),
        (SmtpStage.DOT, "451 4.3.0 not now", LATER),
        (SmtpStage.MAIL, "452 4.3.1 disk full", LATER),
        (SmtpStage.DOT, "199 what", LATER),
    ],
)
def test_without_one_the_basic_code_and_the_moment_decide(
    stage: SmtpStage, answer: str, outcome: SendOutcome
) -> None:
    assert judged(stage, answer) is outcome


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (b"5.1.1 no", "5.1.1"),
        (b"#5.1.0 Address rejected", "5.1.0"),
        (b"[5.7.1] no", "5.7.1"),
        (b"version 5.1.1", ""),
    ],
)
def test_an_enhanced_code_stands_at_the_beginning(words: bytes, code: str) -> None:
    assert enhanced_code(words) == code
