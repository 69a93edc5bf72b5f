"""`intro doctor --mail-to`: sends one real e-mail, and says what the mail server answered."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from intro_app import clock
from intro_app.cli.doctor.findings import Finding, well, wrong
from intro_app.cli.rehearsal import advice_on
from intro_app.config import Settings
from intro_app.outbox.email import Letter
from intro_app.outbox.mime import Envelope, assemble
from intro_app.outbox.policy import SendOutcome
from intro_app.outbox.signature import bounce_address, message_id, signed
from intro_app.outbox.smtp import AttemptResult, SmtpTransport, Unreachable


def a_real_mail(settings: Settings, address: str) -> Iterator[Finding]:
    """Send a test e-mail at once, past the outbox: nothing is stored. Needs an application context."""
    if not settings.smtp_url:
        yield wrong("SMTP_URL is not set, so no e-mail can be sent. Set it.")
        return
    where = f"The mail server {urlsplit(settings.smtp_url).hostname}"
    try:
        result = _sent(settings, address)
    except Unreachable as problem:
        yield wrong(f"{where} {advice_on(str(problem))}")
        return
    if result.outcome is SendOutcome.SENT:
        yield well(f"{where} took the e-mail to {address}. See whether it arrives, and not among spam.")
    else:
        yield wrong(f"{where} did not take the e-mail to {address}: {result.note}.")


def _sent(settings: Settings, address: str) -> AttemptResult:
    name = urlsplit(settings.base_url).hostname or "localhost"
    way = SmtpTransport(settings.smtp_url, timeout=settings.smtp_timeout, name=name)
    key = f"doctor:{clock.now().isoformat()}"
    try:
        way.open()
        content = signed(_test_mail(settings, address, key), settings)
        return way.send(bounce_address(key, settings), address, content, still_ours=lambda: True)
    finally:
        way.close()


def _test_mail(settings: Settings, address: str, key: str) -> bytes:
    words = f"This e-mail was sent by `intro doctor --mail-to` on {settings.readable_base_url}. It arrived."
    letter = Letter(f"Test e-mail from {settings.site_name}", f"{words}\n", f"<p>{words}</p>\n")
    envelope = Envelope(
        sender=(settings.site_name, settings.mail_from),
        to=("", address),
        reply_to=settings.site_contact,
        message_id=message_id(key, settings),
        kind="doctor",
        stop_url=None,
        at=clock.now(),
    )
    return assemble(letter, envelope)
