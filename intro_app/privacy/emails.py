"""The e-mails of privacy, one function each."""

from datetime import datetime

from intro_app.config import settings
from intro_app.identity.models import Member
from intro_app.outbox import Email, MailKind, compose


def leave_code(member: Member, code: str, at: datetime) -> Email:
    """Compose the e-mail with the code that closes the account."""
    name = f"leave:{member.id}:{at.timestamp():.0f}"
    return compose(
        "leave_code",
        "privacy",
        to=member.addressee,
        dedupe=name,
        about=f"leave:{member.id}",
        mail_kind=MailKind.SECURITY,
        code=code,
        sessions=f"{settings().base_url}/me/sessions",
    )


def farewell(member: Member, *, refunded: bool, waits: bool) -> Email:
    """Compose the last e-mail, which says that it is done and what is erased later.

    `refunded` is whether money goes back; `waits` is whether somebody still waits for an answer.
    """
    return compose(
        "farewell",
        "privacy",
        to=member.addressee,
        dedupe=f"farewell:{member.id}",
        about=f"leave:{member.id}",
        mail_kind=MailKind.FAREWELL,
        refunded=refunded,
        waits=waits,
    )


def archive_ready(member: Member, key: str, ends_at: datetime) -> Email:
    """Compose the notice that the archive can be fetched, with the link for its owner."""
    return compose(
        "archive_ready",
        "privacy",
        to=member.addressee,
        dedupe=f"archive:{member.id}:{ends_at.timestamp():.0f}",
        about=f"archive:{member.id}",
        mail_kind=MailKind.SECURITY,
        link=f"{settings().base_url}/me/export/{key}",
        ends_at=ends_at,
        sessions=f"{settings().base_url}/me/sessions",
    )
