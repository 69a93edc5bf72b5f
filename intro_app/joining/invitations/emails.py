"""The e-mails about invitations."""

from datetime import datetime

from intro_app.config import settings
from intro_app.identity.models import Member
from intro_app.joining.invitations.models import Invitation
from intro_app.outbox import Addressee, Email, MailKind, MailStream, compose

# What people who were invited may stop: all from this member, or all invitations.
KIND = "kind:invitation"


def invitation(invitation: Invitation, inviter: Member, link: str, *, locale: str) -> Email:
    """Compose the one e-mail to somebody who is invited; there is no reminder."""
    to = Addressee(
        address=invitation.address,
        locale=locale,
        time_zone=settings().time_zone.key,
        name=invitation.name,
    )
    return compose(
        "invitation",
        "joining",
        to=to,
        dedupe=f"invitation:{invitation.id}",
        about=f"invitation:{invitation.id}",
        scopes=(f"requester:{inviter.id}", KIND),
        mail_kind=MailKind.UNREQUESTED,
        stream=MailStream.BULK,
        name=inviter.name,
        line=invitation.line,
        until=invitation.until,
        link=link,
    )


def invitation_accepted(inviter: Member, newcomer: Member, invitation: Invitation) -> Email:
    """Tell a member that somebody they invited has joined."""
    return compose(
        "invitation_accepted",
        "joining",
        to=inviter.addressee,
        dedupe=f"invitation_accepted:{invitation.id}:{newcomer.id}",
        about=f"invitation:{invitation.id}",
        scopes=("kind:invited",),
        sender_id=newcomer.id,
        name=newcomer.name,
        url=f"{settings().base_url}/me/invitations",
    )


def invitation_wanted(inviter: Member, invitation: Invitation, name: str, at: datetime) -> Email:
    """Tell a member that somebody would like a new invitation; at most one such e-mail a day for each."""
    return compose(
        "invitation_wanted",
        "joining",
        to=inviter.addressee,
        dedupe=f"invitation_wanted:{invitation.id}:{at.date().isoformat()}",
        about=f"invitation:{invitation.id}",
        scopes=("kind:invited",),
        mail_kind=MailKind.UNREQUESTED,
        name=name,
        label=invitation.line,
        made_at=invitation.made_at,
        is_link=invitation.code_hash is not None,
        url=f"{settings().base_url}/me/invitations",
    )
