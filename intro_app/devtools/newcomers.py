"""Samples of the e-mails about coming in."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from intro_app.config import settings
from intro_app.db import db
from intro_app.devtools.cast import Cast
from intro_app.joining.invitations import emails
from intro_app.joining.invitations.models import Invitation, InvitationKind
from intro_app.outbox import Email


def about_newcomers(who: Cast, at: datetime) -> Iterator[tuple[str, Email]]:
    """Yield each e-mail with its circumstance."""
    made = Invitation(
        kind=InvitationKind.ADDRESS,
        inviter_id=who.bob.id,
        name="Mei Tanaka",
        address="mei@sample.example",
        line="You asked last week who could look at your bellows. Several people here could.",
        made_at=at,
        until=at + timedelta(days=30),
    )
    link = Invitation(
        kind=InvitationKind.LINK,
        inviter_id=who.bob.id,
        line="the choir",
        code_hash="sample",
        made_at=at - timedelta(days=9),
        until=at,
    )
    db.session.add_all([made, link])
    db.session.flush()
    yield "", emails.invitation(made, who.bob, f"{settings().base_url}/i/sample", locale="")
    yield "", emails.invitation_accepted(who.bob, who.alice, made)
    yield "by e-mail", emails.invitation_wanted(who.bob, made, "Mei Tanaka", at)
    yield "by link", emails.invitation_wanted(who.bob, link, "Mei Tanaka", at)
