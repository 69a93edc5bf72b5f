"""What accounts say by e-mail: how to come in, and whether two people know each other."""

from intro_app.config import settings
from intro_app.identity.models import Member, Passkey, SignIn
from intro_app.outbox import SIGN_IN_BY_STRANGERS, Addressee, Email, MailKind, compose


def sign_in(member: Member, request: SignIn, link: str, code: str) -> Email:
    """To a member who wants to come in: the link, and the code beside it.

    Asked for by a browser that never signed in with this mailbox, it can be stopped; those that did still get
    it.
    """
    name = f"sign_in:{request.id}"
    return compose(
        "sign_in",
        "identity",
        to=member.addressee,
        dedupe=name,
        about=name,
        scopes=() if request.familiar else (SIGN_IN_BY_STRANGERS,),
        mail_kind=MailKind.SECURITY,
        link=link,
        code=code,
    )


def join(request: SignIn, link: str, code: str) -> Email:
    """To an address that has no account yet: the same, to join; nobody can know who typed it."""
    name = f"sign_in:{request.id}"
    to = Addressee(address=request.email, locale=request.locale, time_zone=settings().time_zone.key)
    return compose(
        "join",
        "identity",
        to=to,
        dedupe=name,
        about=name,
        scopes=(SIGN_IN_BY_STRANGERS,),
        mail_kind=MailKind.SIGN_UP,
        link=link,
        code=code,
    )


def passkey_added(member: Member, passkey: Passkey) -> Email:
    """To a member: from now on this passkey opens your account; what to do if it is not yours."""
    return compose(
        "passkey_added",
        "identity",
        to=member.addressee,
        dedupe=f"passkey:{passkey.id}",
        about=f"passkey:{passkey.id}",
        mail_kind=MailKind.SECURITY,
        name=passkey.name,
        added_at=passkey.added_at,
        sessions=f"{settings().base_url}/me/sessions",
        passkeys=f"{settings().base_url}/me/passkeys",
    )
