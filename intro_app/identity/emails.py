"""E-mails about accounts: signing in, joining, a new passkey, a new address, and rights of staff."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from intro_app.config import settings
from intro_app.identity import policy
from intro_app.identity.models import AddressChange, Member, Passkey, SignIn, StaffRole
from intro_app.outbox import SIGN_IN_BY_STRANGERS, Addressee, Email, MailKind, compose


class RightChange(StrEnum):
    """What became of a right: given, taken by somebody, or ended because nobody used it."""

    GIVEN = "given"
    TAKEN = "taken"
    UNUSED = "unused"


def sign_in(member: Member, request: SignIn, link: str, code: str) -> Email:
    """Compose the sign-in e-mail to a member, with a link and a code; without a code if staff sent it.

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


def account_is_removed(member: Member, request: SignIn, link: str) -> Email:
    """Tell a removed member why they can’t sign in, with a link to the reason and their data."""
    name = f"account_is_removed:{request.id}"
    return compose(
        "account_is_removed",
        "identity",
        to=member.addressee,
        dedupe=name,
        about=f"sign_in:{request.id}",
        scopes=(SIGN_IN_BY_STRANGERS,),
        mail_kind=MailKind.SECURITY,
        asked_at=request.asked_at,
        link=link,
    )


def join(request: SignIn, link: str, code: str, *, at_once: bool = True) -> Email:
    """Compose the e-mail to an address without an account: a link and a code to join.

    Unless `at_once`, it says that somebody has to let them in, and the link leads to how that goes.
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
        at_once=at_once,
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


def role_given(member: Member, role: StaffRole, at: datetime, *, has_passkey: bool) -> Email:
    """Compose the notice to a member that they were given a role, with what they need to use it."""
    begin = "/sign-in" if has_passkey else "/me/passkeys"
    return compose(
        "role_given",
        "identity",
        to=member.addressee,
        dedupe=f"role_given:{member.id}:{role}:{at.timestamp()}",
        about=f"member:{member.id}",
        mail_kind=MailKind.SECURITY,
        role=role,
        has_passkey=has_passkey,
        url=f"{settings().base_url}{begin}",
    )


def right_unused(member: Member, role: StaffRole, at: datetime) -> Email:
    """Compose the question whether a member still needs a right that they have not used for long."""
    return compose(
        "right_unused",
        "identity",
        to=member.addressee,
        dedupe=f"right_unused:{member.id}:{role}:{at.timestamp()}",
        about=f"member:{member.id}",
        mail_kind=MailKind.SECURITY,
        right=policy.RIGHTS[role],
        days=policy.RIGHT_UNUSED.days,
        ends=at + policy.RIGHT_ENDS_AFTER,
        url=f"{settings().base_url}/staff",
    )


def right_ended(member: Member, role: StaffRole, change: RightChange, at: datetime) -> Email:
    """Compose the notice to a member that a right of theirs was taken, or ended because it was not used."""
    return compose(
        "right_ended",
        "identity",
        to=member.addressee,
        dedupe=f"right_ended:{member.id}:{role}:{at.timestamp()}",
        about=f"member:{member.id}",
        mail_kind=MailKind.SECURITY,
        right=policy.RIGHTS[role],
        change=change,
        days=policy.RIGHT_UNUSED.days,
    )


def rights_changed(
    giver: Member, member: Member, role: StaffRole, change: RightChange, at: datetime, *, by: str
) -> Email:
    """Compose the notice to somebody who can give rights; `by` is who changed it, empty on the server."""
    return compose(
        "rights_changed",
        "identity",
        to=giver.addressee,
        dedupe=f"rights_changed:{member.id}:{role}:{change}:{at.timestamp()}:{giver.id}",
        about=f"member:{member.id}",
        mail_kind=MailKind.SECURITY,
        right=policy.RIGHTS[role],
        change=change,
        name=member.name,
        by=by,
        at=at,
        days=policy.RIGHT_UNUSED.days,
        url=f"{settings().base_url}/staff/members/{member.public_id}",
    )


def address_code(member: Member, change: AddressChange, code: str) -> Email:
    """Compose the code for a new address.

    Somebody may have typed the address of a stranger: it names nobody, and its reader can stop such e-mails.
    """
    to = Addressee(
        address=change.new_email, locale=member.locale, time_zone=member.addressee.time_zone, name=""
    )
    return _to_new("address_code", change, to, code=code)


def address_in_use(reader: Member | None, change: AddressChange) -> Email:
    """Compose the answer to an address that has an account: somebody wanted it for another one."""
    to = reader.addressee if reader else Addressee(address=change.new_email)
    return _to_new("address_in_use", change, to)


def address_changed(before: Addressee, change: AddressChange, undo: str) -> Email:
    """Compose the notice to the old address, with the link that undoes the change."""
    assert change.changed_at is not None
    assert change.undo_until is not None
    return _security(
        "address_changed",
        change,
        before,
        changed_at=change.changed_at,
        by_operator=change.by_operator,
        undo=undo,
        until=change.undo_until,
    )


def address_left(request: SignIn, change: AddressChange, undo: str) -> Email:
    """Compose the answer to whoever wants to sign in with an address that an account has just left."""
    assert change.changed_at is not None
    assert change.undo_until is not None
    name = f"sign_in:{request.id}"
    return compose(
        "address_left",
        "identity",
        to=Addressee(address=request.email, locale=request.locale, time_zone=settings().time_zone.key),
        dedupe=name,
        about=name,
        scopes=(SIGN_IN_BY_STRANGERS,),
        mail_kind=MailKind.SIGN_UP,
        asked_at=request.asked_at,
        changed_at=change.changed_at,
        undo=undo,
        until=change.undo_until,
    )


def address_confirmed(member: Member, change: AddressChange) -> Email:
    """Compose the notice to the new address that the account is there now."""
    sessions = f"{settings().base_url}/me/sessions"
    return _security(
        "address_confirmed", change, member.addressee, by_operator=change.by_operator, sessions=sessions
    )


def address_restored(to: Addressee, change: AddressChange, removed: int, *, is_old: bool) -> Email:
    """Compose the notice, to both addresses, that a change was undone; `removed` passkeys were, too."""
    email = _security(
        "address_restored",
        change,
        to,
        removed=removed,
        is_old=is_old,
        sign_in=f"{settings().base_url}/sign-in",
    )
    return replace(email, dedupe=f"{email.dedupe}:{'old' if is_old else 'new'}")


def move_proof(member: Member, change: AddressChange, link: str) -> Email:
    """Compose the question to the new address of a move by the operator: do you want the account here?"""
    to = replace(member.addressee, address=change.new_email)
    return _security("move_proof", change, to, link=link)


def move_asked(member: Member, change: AddressChange, link: str) -> Email:
    """Compose the notice to the old address of a move by the operator, with the link that stops it."""
    return _security("move_asked", change, member.addressee, link=link, asked_at=change.asked_at)


def move_stopped(member: Member, change: AddressChange) -> Email:
    """Compose the notice to the new address that the move does not take place."""
    return _security("move_stopped", change, replace(member.addressee, address=change.new_email))


def _to_new(kind: str, change: AddressChange, to: Addressee, **context: Any) -> Email:
    return _of_change(kind, change, to, scopes=(SIGN_IN_BY_STRANGERS,), mail_kind=MailKind.SIGN_UP, **context)


def _security(kind: str, change: AddressChange, to: Addressee, **context: Any) -> Email:
    return _of_change(kind, change, to, mail_kind=MailKind.SECURITY, **context)


def _of_change(kind: str, change: AddressChange, to: Addressee, **more: Any) -> Email:
    dedupe = f"{kind}:{change.id}"
    return compose(kind, "identity", to=to, dedupe=dedupe, about=_about(change), **more)


def _about(change: AddressChange) -> str:
    return f"address_change:{change.id}"
