"""E-mails about accounts: signing in, joining, and a new passkey."""

from intro_app.config import settings
from intro_app.identity.models import Member, Passkey, SignIn
from intro_app.outbox import SIGN_IN_BY_STRANGERS, Addressee, Email, MailKind, compose


def sign_in(member: Member, request: SignIn, link: str, code: str) -> Email:
    """Compose the sign-in e-mail to a member, with a link and a code.

    When the browser that asked has never signed in with this mailbox, the reader can stop such e-mails.
    Requests from familiar browsers are still delivered then.
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
        asked_at=request.asked_at,
        link=link,
        code=code,
    )


def join(request: SignIn, link: str, code: str) -> Email:
    """Compose the e-mail to an address without an account: a link and a code to join.

    Anybody may have typed the address, so the reader can always stop these e-mails.
    """
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
        asked_at=request.asked_at,
        link=link,
        code=code,
    )


def passkey_added(member: Member, passkey: Passkey) -> Email:
    """Compose the notice to a member that a passkey was added, and what to do if it was not them."""
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
