"""The weekly e-mail."""

from datetime import datetime

from intro_app.community.digest.queries import Week, week_of
from intro_app.config import settings
from intro_app.identity.models import Member
from intro_app.outbox import Email, Letter, MailStream, compose
from intro_app.outbox.email import write


def weekly_digest(to: Member, week: Week, monday: str) -> Email:
    """Summarise a week in a few lines of each sort."""
    return compose(
        "weekly_digest",
        "community",
        to=to.addressee,
        dedupe=f"weekly_digest:{to.id}:{monday}",
        about=f"digest:{to.id}",
        scopes=("kind:digest",),
        stream=MailStream.BULK,
        week=week,
        url=f"{settings().base_url}/community",
        suggestions_url=f"{settings().base_url}/suggestions",
        settings_url=f"{settings().base_url}/me/digest",
    )


def digest_now(to: Member, at: datetime) -> Letter | None:
    """Return the digest as it would be written now, to look at; None where there is no news."""
    week = week_of(to.id, at)
    return write(weekly_digest(to, week, ""), stop_url=None) if any(week) else None
