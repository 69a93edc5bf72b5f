"""The weekly e-mail."""

from intro_app.community.digest.queries import Week
from intro_app.config import settings
from intro_app.identity.models import Member
from intro_app.outbox import Email, MailStream, compose


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
