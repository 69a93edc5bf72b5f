"""Reports as ten mail systems write them; made by hand in their forms, about carol@example.org."""

from dataclasses import dataclass

_OURS = (
    "From: Mutual <hello@meet.example.org>\r\nTo: Carol <carol@example.org>\r\n"
    "Subject: Alice would like to meet you\r\n\r\n"
)


@dataclass(frozen=True)
class ReportSample:
    """A report, and what is to be understood: a kind or "nothing", and a status code."""

    system: str
    content: bytes
    kind: str
    code: str = ""


def dsn(
    text: str, status: str, *, subject: str = "Undelivered Mail Returned to Sender", top: str = ""
) -> bytes:
    """A report in parts (RFC 3464): words, status, and the e-mail that came back."""
    return (
        f"From: MAILER-DAEMON@mx.example.org\r\nTo: b@bounce.example.org\r\nSubject: {subject}\r\n{top}"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"\r\n\r\n'
        f"--=_b\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n{text}\r\n"
        f"--=_b\r\nContent-Type: message/delivery-status\r\n\r\n{status}\r\n"
        f"--=_b\r\nContent-Type: message/rfc822\r\n\r\n{_OURS}Hello\r\n--=_b--\r\n"
    ).encode()


def plain(
    text: str, *, sender: str = "MAILER-DAEMON@mx.example.org", subject: str = "failure notice", top: str = ""
) -> bytes:
    """A report in words alone."""
    return (
        f"From: {sender}\r\nTo: b@bounce.example.org\r\nSubject: {subject}\r\n{top}"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}"
    ).encode()


def feedback(kind: str, *, top: str = "") -> bytes:
    """A complaint that a mailbox provider passes on (RFC 5965)."""
    return (
        "From: feedback@provider.example\r\nTo: b@bounce.example.org\r\nSubject: FW: Hello\r\n"
        f"MIME-Version: 1.0\r\n{top}"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="=_f"\r\n\r\n'
        "--=_f\r\nContent-Type: text/plain\r\n\r\nThis is an e-mail abuse report.\r\n"
        "--=_f\r\nContent-Type: message/feedback-report\r\n\r\n"
        f"Feedback-Type: {kind}\r\nUser-Agent: Provider/1.0\r\nVersion: 1\r\n"
        "Original-Rcpt-To: mallory@example.org\r\n\r\n"
        f"--=_f\r\nContent-Type: message/rfc822\r\n\r\n{_OURS}Hello\r\n--=_f--\r\n"
    ).encode()


def status(action: str, code: str, diagnostic: str = "", *, reporter: str = "mx.example.org") -> str:
    """The fields about a message, and those about its one recipient."""
    said = f"Diagnostic-Code: {diagnostic}\r\n" if diagnostic else ""
    return (
        f"Reporting-MTA: dns; {reporter}\r\nArrival-Date: Mon, 4 May 2026 08:00:00 +0000\r\n\r\n"
        f"Final-Recipient: rfc822; carol@example.org\r\nAction: {action}\r\nStatus: {code}\r\n{said}"
    )


SAMPLES = (
    ReportSample(
        "Postfix",
        dsn(
            "<carol@example.org>: host mx.example.org said: 550 5.1.1 User unknown",
            status(
                "failed",
                "5.1.1",
                "smtp; 550 5.1.1 <carol@example.org>: Recipient address rejected: User\r\n unknown",
            ),
        ),
        "gone",
        "5.1.1",
    ),
    ReportSample(
        "Postfix, one that waits",
        dsn(
            "delayed",
            status("delayed", "4.4.1", "X-Postfix; connect to mx.example.org: timed out"),
            subject="Delayed Mail",
        ),
        "nothing",
    ),
    ReportSample(
        "Postfix, given up",
        dsn("expired", status("failed", "4.4.1", "X-Postfix; connect timed out")),
        "busy",
        "4.4.1",
    ),
    ReportSample(
        "Exim",
        plain(
            "This message was created automatically by mail delivery software.\r\n\r\n"
            "A message that you sent could not be delivered to one or more of its\r\n"
            "recipients. This is a permanent error. The following address(es) failed:\r\n\r\n"
            "  carol@example.org\r\n    host mx.example.org [192.0.2.1]\r\n"
            "    SMTP error from remote mail server after RCPT TO:<carol@example.org>:\r\n"
            "    550 5.1.1 No such user here\r\n",
            subject="Mail delivery failed: returning message to sender",
            top="X-Failed-Recipients: carol@example.org\r\n",
        ),
        "gone",
        "5.1.1",
    ),
    ReportSample(
        "Exim, not permitted",
        plain(
            "A message that you sent could not be delivered to one or more of its\r\n"
            "recipients. This is a permanent error. The following address(es) failed:\r\n\r\n"
            "  carol@example.org\r\n    SMTP error from remote mail server after RCPT TO:\r\n"
            "    550 relay not permitted\r\n",
            subject="Mail delivery failed: returning message to sender",
            top="X-Failed-Recipients: carol@example.org\r\n",
        ),
        "ours",
        "550",
    ),
    ReportSample(
        "Sendmail",
        dsn(
            "   ----- The following addresses had permanent fatal errors -----\r\n<carol@example.org>",
            status("failed", "5.1.1", "SMTP; 550 5.1.1 <carol@example.org>... User unknown"),
            subject="Returned mail: see transcript for details",
        ),
        "gone",
        "5.1.1",
    ),
    ReportSample(
        "Microsoft 365",
        dsn(
            "Your message couldn't be delivered.",
            status(
                "failed",
                "5.1.10",
                "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
            ),
            subject="Undeliverable: Hello",
        ),
        "gone",
        "5.1.10",
    ),
    ReportSample(
        "Microsoft 365, a block list",
        dsn(
            "",
            status(
                "failed",
                "5.7.1",
                "smtp;550 5.7.1 Service unavailable, Client host [192.0.2.9] blocked using a list",
            ),
        ),
        "ours",
        "5.7.1",
    ),
    ReportSample(
        "Exchange, its own words",
        dsn("", status("failed", "5.2.2", "smtp;554 5.2.2 mailbox full; STOREDRV.Deliver; quota exceeded")),
        "busy",
        "5.2.2",
    ),
    ReportSample(
        "Gmail",
        dsn(
            "** Address not found **\r\nYour message wasn't delivered to carol@example.org.",
            status(
                "failed", "5.1.1", "smtp; 550-5.1.1 The email account that you tried to reach does not exist."
            ),
            subject="Delivery Status Notification (Failure)",
        ),
        "gone",
        "5.1.1",
    ),
    ReportSample(
        "Gmail, not authenticated",
        dsn(
            "",
            status(
                "failed",
                "5.7.26",
                "smtp; 550-5.7.26 Your email has been blocked because the sender is unauthenticated.",
            ),
        ),
        "ours",
        "5.7.26",
    ),
    ReportSample(
        "qmail",
        plain(
            "Hi. This is the qmail-send program at mx.example.org.\r\n"
            "I'm afraid I wasn't able to deliver your message to the following addresses.\r\n"
            "This is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n"
            "<carol@example.org>:\r\n192.0.2.1 does not like recipient.\r\n"
            "Remote host said: 550 5.1.1 unknown user\r\nGiving up on 192.0.2.1.\r\n"
        ),
        "gone",
        "5.1.1",
    ),
    ReportSample(
        "Yahoo",
        dsn(
            "",
            status(
                "failed", "5.0.0", "smtp; 554 delivery error: dd This user doesn't have a yahoo.com account"
            ),
        ),
        "ours",
        "5.0.0",
    ),
    ReportSample(
        "Amazon SES",
        dsn(
            "An error occurred while trying to deliver the mail",
            status("failed", "5.1.1", "smtp; 550 5.1.1 user unknown", reporter="a.smtp-out.amazonses.com"),
        ),
        "gone",
        "5.1.1",
    ),
    ReportSample("OpenSMTPD", dsn("", status("failed", "5.1.1", "", reporter="smtpd")), "gone", "5.1.1"),
    ReportSample(
        "two recipients, the first delivered",
        dsn("", status("delivered", "2.0.0") + "\r\n" + status("failed", "5.2.1").split("\r\n\r\n")[1]),
        "gone",
        "5.2.1",
    ),
    ReportSample("Yahoo's feedback", feedback("abuse"), "complaint", "abuse"),
    ReportSample("feedback of another case", feedback("Fraud"), "complaint", "fraud"),
    ReportSample("it was no junk after all", feedback("not-spam"), "nothing"),
    ReportSample("a report on our DMARC", feedback("auth-failure"), "nothing"),
    ReportSample(
        "somebody is away",
        plain(
            "I am away until Monday. 550 5.1.1 is no code here.",
            sender="carol@example.org",
            subject="Away",
            top="Auto-Submitted: auto-replied\r\n",
        ),
        "nothing",
    ),
    ReportSample(
        "a letter", plain("Dear Mutual, who are you?", sender="carol@example.org", subject="Hello"), "nothing"
    ),
    ReportSample("nothing at all", b"", "nothing"),
    ReportSample("a flood", plain("x" * 300_000), "nothing"),
    ReportSample(
        "parts without end",
        dsn("", status("failed", "5.1.1")).replace(b"--=_b\r\n", b"--=_b\r\n\r\n--=_b\r\n" * 60, 1),
        "nothing",
    ),
    ReportSample(
        "no Latin letters",
        plain("\xff\xfe\x00 550".encode("latin-1").decode("latin-1"), subject="=?utf-8?b?////?="),
        "nothing",
    ),
)
