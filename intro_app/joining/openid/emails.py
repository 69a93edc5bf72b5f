"""The e-mails that tell a member how their account can be opened now."""

from datetime import datetime

from intro_app.config import settings
from intro_app.identity.models import Member
from intro_app.joining.openid.models import ProviderIdentity
from intro_app.outbox import Email, MailKind, compose


def provider_connected(member: Member, identity: ProviderIdentity, name: str) -> Email:
    """Compose the notice that a provider opens the account from now on."""
    return _about("provider_connected", member, identity, name, identity.connected_at)


def provider_disconnected(member: Member, identity: ProviderIdentity, name: str, at: datetime) -> Email:
    """Compose the notice that a provider does not open the account any more."""
    return _about("provider_disconnected", member, identity, name, at)


def _about(kind: str, member: Member, identity: ProviderIdentity, name: str, at: datetime) -> Email:
    return compose(
        kind,
        "joining",
        to=member.addressee,
        dedupe=f"{kind}:{identity.id}",
        about=f"identity:{identity.id}",
        mail_kind=MailKind.SECURITY,
        name=name,
        at=at,
        sessions=f"{settings().base_url}/me/sessions",
        providers=f"{settings().base_url}/me/providers",
    )
