"""The e-mails of lists: to whoever is invited, and to staff when a list stops by itself."""

from intro_app.config import settings
from intro_app.identity.models import Member
from intro_app.joining.invitations.emails import KIND
from intro_app.joining.invitations.models import Invitation
from intro_app.joining.lists.models import InvitationList
from intro_app.outbox import Addressee, Email, MailKind, MailStream, compose


def invitation_from_list(invitation: Invitation, link: str, *, locale: str) -> Email:
    """Compose the one e-mail to somebody on a list; it says where their address comes from."""
    to = Addressee(
        address=invitation.address,
        locale=locale,
        time_zone=settings().time_zone.key,
        name=invitation.name,
    )
    return compose(
        "invitation_from_list",
        "joining",
        to=to,
        dedupe=f"invitation:{invitation.id}",
        about=f"invitation:{invitation.id}",
        scopes=(KIND,),
        mail_kind=MailKind.UNREQUESTED,
        stream=MailStream.BULK,
        line=invitation.line,
        source=invitation.source,
        until=invitation.until,
        link=link,
    )


def invitation_list_stopped(admin: Member, made: InvitationList, failed: int) -> Email:
    """Tell somebody on staff that a list has stopped, because too many of its addresses do not exist."""
    return compose(
        "invitation_list_stopped",
        "joining",
        to=admin.addressee,
        dedupe=f"invitation_list_stopped:{made.id}:{made.judged_after}:{admin.id}",
        about=f"invitation_list:{made.id}",
        scopes=("kind:invitation_lists",),
        failed=failed,
        url=f"{settings().base_url}/staff/invitations/lists/{made.id}",
    )
