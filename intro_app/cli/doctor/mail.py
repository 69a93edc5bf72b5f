"""The doctor's checks of e-mail: addresses, server, signature and outbox. Nothing is sent."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from intro_app.bounces.queries import returned
from intro_app.cli.doctor.findings import Finding, known, well, wrong
from intro_app.cli.rehearsal import letter_faults, link_faults, mail_server_trouble
from intro_app.config import Settings
from intro_app.config.names import is_of_this_machine
from intro_app.outbox.queries import condition, refused_us

_TOO_LONG = timedelta(minutes=10)

# The share of complaints that Gmail and Yahoo bear since 2024, and too few to tell.
MOST_COMPLAINTS, _FEWEST_COMPLAINTS = 0.003, 3


def sender(settings: Settings) -> Iterator[Finding]:
    """Check the addresses that people see."""
    if not settings.secure:
        return
    for name, address in (("MAIL_FROM", settings.mail_from), ("SITE_CONTACT", settings.site_contact)):
        if address.endswith("@localhost"):
            yield wrong(f"{name} is {address}: set it to an address of this site that a person reads.")


def server(settings: Settings) -> Iterator[Finding]:
    """Check that the mail server accepts us: greeting, encryption, password."""
    if not settings.smtp_url:
        stay = "SMTP_URL is not set: e-mails stay in the database and reach no one."
        yield (
            wrong(f"{stay} Set it.")
            if settings.secure
            else known(f"{stay} `intro run` shows them at /dev/outbox.")
        )
        return
    parts = urlsplit(settings.smtp_url)
    where = f"The mail server {parts.hostname}"
    if parts.scheme == "smtp" and not is_of_this_machine(parts.hostname or ""):
        what = "its password" if parts.username else "e-mails with sign-in links"
        yield wrong(f"SMTP_URL sends {what} unencrypted: begin it with smtp+starttls:// or smtps://.")
    trouble = mail_server_trouble(settings)
    yield wrong(f"{where} {trouble}") if trouble else well(f"{where} accepts us.")


def letters(settings: Settings) -> Iterator[Finding]:
    """Check that links can be signed and e-mails written in every language. Needs an application context."""
    faults = [*link_faults(), *letter_faults(settings)]
    yield from map(wrong, faults)
    if not faults:
        yield well("Links can be signed and e-mails written.")


def signing_key(settings: Settings) -> Iterator[Finding]:
    """Check the DKIM key that signs e-mails."""
    file = settings.dkim_key_file
    if not file:
        if settings.secure:
            yield known(
                "DKIM_KEY_FILE is not set: the mail server has to sign, or many e-mails will land in spam."
            )
        return
    domain = settings.mail_from.rpartition("@")[2]
    yield known(
        f"E-mails are signed; DNS should hold the key at {settings.dkim_selector}._domainkey.{domain}."
    )


def waiting(at: datetime) -> Iterator[Finding]:
    """Check the outbox. Overdue e-mails mean that no worker runs or the mail server refuses us."""
    now = condition()
    late = at - now.oldest_due_at if now.oldest_due_at else timedelta(0)
    if late > _TOO_LONG:
        minutes = int(late.total_seconds() // 60)
        yield wrong(
            f"E-mails waiting: {now.waiting}, the oldest for {minutes} minutes. Is `intro worker` running?"
        )
    else:
        yield well(f"E-mails waiting: {now.waiting}, none for too long.")
    for answer, count, since in refused_us():
        yield wrong(
            f"The mail server rejects us ({answer}): {_mails(count)} not sent, the first from "
            f"{since:%Y-%m-%d %H:%M} UTC. Ask whoever runs it about your quota and reputation; "
            "we retry each for three days."
        )
    if now.parked:
        yield wrong(
            f"{_mails(now.parked)} undelivered, and the site has stopped trying. "
            "`intro stuck list` names them and says why; "
            "once that is fixed, run: intro stuck send"
        )


def came_back(settings: Settings, at: datetime) -> Iterator[Finding]:
    """Check what came back within a week: complaints, and refusals because of this site."""
    ways = settings.ways_back
    if not settings.bounce_address and not ways:
        if settings.secure:
            yield known(
                "BOUNCE_ADDRESS is not set: what comes back after sending is not read, "
                "and mailboxes that are gone are tried again and again."
            )
        return
    if ways:
        yield known(f"What comes back is read by {', '.join(ways)}.")
    else:
        yield known(
            "What comes back is read only if a mail server pipes it to `intro bounces read`: BOUNCE_LISTEN, "
            "BOUNCE_MAILBOX and the keys of providers' webhooks are not set."
        )
    yield from _mailbox(settings)
    found = returned(at)
    if found.ours:
        yield wrong(
            f"Refused because of this site within 7 days: {found.ours} (most often {found.code_of_ours}). "
            "Look at SPF, DKIM, DMARC and block lists; no reader's mailbox rests because of it."
        )
    if found.complaints >= _FEWEST_COMPLAINTS and found.complaints > found.sent * MOST_COMPLAINTS:
        yield wrong(
            f"Marked as junk within 7 days: {found.complaints} of {found.sent}. Gmail and Yahoo refuse "
            "senders with more than 3 in 1,000. Ask who was invited, and whether they expected it."
        )
    if not found.ours:
        yield well(f"Came back within 7 days: {found.gone + found.busy} of {found.sent} e-mails.")


def _mailbox(settings: Settings) -> Iterator[Finding]:
    """Check that the mailbox of reports opens; nothing in it is changed."""
    if not settings.bounce_mailbox:
        return
    if not settings.bounce_address:
        yield wrong("BOUNCE_MAILBOX can't tell whose e-mail came back without BOUNCE_ADDRESS.")
    from intro_app.bounces.mailbox import MailboxAway, opened  # few sites read a mailbox

    try:
        with opened(settings.bounce_mailbox):
            yield well("BOUNCE_MAILBOX opens.")
    except MailboxAway as problem:
        yield wrong(f"BOUNCE_MAILBOX can't be opened: {problem}.")


def _mails(count: int) -> str:
    return "1 e-mail is" if count == 1 else f"{count} e-mails are"


def story(settings: Settings) -> Iterator[Finding]:
    """Check that a real site does not hold the fictional people of the demo."""
    from intro_app.devtools.story import is_told  # the site itself never loads it

    if (settings.smtp_url or settings.secure) and is_told():
        yield wrong("This database holds the demo people: a real site needs its own.")
