"""What accounts say by e-mail: how to come in, and whether two people know each other."""

from intro_app.accounts.models import Member, Passkey, SignIn
from intro_app.config import settings
from intro_app.outbox import Addressee, Email, compose


def sign_in(member: Member, request: SignIn, link: str, code: str) -> Email:
    """To a member who wants to come in: the link, and the code beside it."""
    name = f"sign_in:{request.id}"
    return compose(
        "sign_in", "accounts", to=member.addressee, dedupe=name, about=name, security=True, link=link, code=code
    )


def join(request: SignIn, link: str, code: str, *, asked_for: bool = True) -> Email:
    """To an address that has no account yet: the same, to join.

    Not asked for: its reader stopped all mail and nobody can know who typed it, so the outbox drops it.
    """
    name = f"sign_in:{request.id}"
    to = Addressee(address=request.email, locale=request.locale, time_zone=settings().time_zone.key)
    return compose("join", "accounts", to=to, dedupe=name, about=name, security=asked_for, link=link, code=code)


def passkey_added(member: Member, passkey: Passkey) -> Email:
    """To a member: from now on this passkey opens your account; what to do if it is not yours."""
    return compose(
        "passkey_added",
        "accounts",
        to=member.addressee,
        dedupe=f"passkey:{passkey.id}",
        about=f"passkey:{passkey.id}",
        security=True,
        name=passkey.name,
        added_at=passkey.added_at,
        sessions=f"{settings().base_url}/me/sessions",
        passkeys=f"{settings().base_url}/me/passkeys",
    )
