"""The e-mail that says why a reply was not posted."""

from intro_app.community.circles.models import Circle
from intro_app.community.circles.policy import mail_scope
from intro_app.community.threads.models import Thread
from intro_app.config import settings
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.outbox import Email, compose


def circle_reply_refused(to: Member, circle: Circle, thread: Thread, why: DomainError, letter: str) -> Email:
    """Say that a reply was not posted, and why; once for each letter. It names neither thread nor circle."""
    return compose(
        "circle_reply_refused",
        "community",
        to=to.addressee,
        dedupe=f"circle_reply_refused:{to.id}:{letter}",
        about=f"circle:{circle.id}",
        scopes=[mail_scope(circle.id), "kind:reply"],
        why=why.sentence,
        details=why.details,
        url=f"{settings().base_url}/circles/{circle.public_id}/threads/{thread.public_id}",
    )
