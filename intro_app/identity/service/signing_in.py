"""Signing in by a link or a code sent by e-mail, and joining for people without an account."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete, update

from intro_app import links
from intro_app.config import settings
from intro_app.db import advisory_lock, atomic, db
from intro_app.errors import DomainError
from intro_app.identity import emails, policy, queries
from intro_app.identity.arrivals import Newcomer, gate, newcomer_of, note_proof
from intro_app.identity.codes import code_hash, hashed, new_code
from intro_app.identity.familiar import is_familiar, mark_of
from intro_app.identity.models import Member, SignIn
from intro_app.identity.models.signing_in import SIGN_IN_WITHIN, TRIES
from intro_app.identity.service.indexing import index_profile
from intro_app.identity.service.sessions import Browser, OtherWayIn, open_session
from intro_app.links import Link, LinkEnded, LinkPurpose
from intro_app.outbox import Email, lift, post
from intro_app.outbox.policy import BOUNCED
from intro_app.own_fields.policy import FieldAnswer
from intro_app.own_fields.service import save_answers
from intro_app.text.codes import read_code
from intro_app.text.contacts import clean_address
from intro_app.text.mailboxes import canonical, fingerprint
from intro_app.text.names import clean, fault
from intro_app.wording import N_


@dataclass(frozen=True)
class Entered:
    """A successful sign-in: the session token, the page the person wanted, the mark of their mailbox."""

    token: str
    onward: str = ""
    mark: str = ""


@dataclass(frozen=True)
class JoinFirst:
    """The address is proved but has no account; `link` leads to the page for joining."""

    link: str


class NotAtOnce(DomainError):
    """Who has proved this address may not join at once: they need an invitation, or staff decide."""

    def __init__(self) -> None:
        super().__init__(N_("You can’t join with this address yet."))


class WrongCode(DomainError):
    """The code is wrong, too old, from another browser, or was tried too often."""

    def __init__(self) -> None:
        super().__init__(
            N_("This code doesn’t work. Use the one in the latest e-mail, or ask for a new one.")
        )


def ask_to_sign_in(
    address: str,
    browser: Browser,
    at: datetime,
    *,
    onward: str = "",
    locale: str = "",
    brought_by: str = "",
) -> None:
    """Mail a link and a code to this address: to sign in, or to join if no member has it.

    `brought_by` is what the person came by, such as `invitation:17`. Raises OtherWayIn where mail alone opens
    nothing.

    An address that an account has just left is told so instead, and how to undo it. The caller cannot tell
    which, nor that nothing was sent because the mailbox reached its rate limit. Browsers that have signed in
    with the mailbox before have a limit of their own, which strangers cannot use up.
    """
    if settings().oidc_only and not policy.is_way_of_its_own(brought_by):
        raise OtherWayIn
    address = clean_address(address)
    mailbox = canonical(address)
    familiar = is_familiar(browser.marks, mailbox)
    with atomic():
        advisory_lock(mailbox)
        asked = queries.sign_ins_asked(mailbox, at - timedelta(days=1), familiar=familiar)
        if not policy.may_mail_sign_in(asked, at):
            return
        newcomer = Newcomer(address, brought_by)
        sign_in, code = _begin(newcomer, mailbox, browser, at, onward=onward, locale=locale)
        sign_in.familiar = familiar
        post(_letter(sign_in, code, at), at=at)


def send_anew(link: Link, browser: Browser, at: datetime) -> None:
    """Mail a new link to the address that this expired link went to."""
    if sign_in := db.session.get(SignIn, link.subject_id):
        ask_to_sign_in(
            sign_in.email,
            browser,
            at,
            onward=sign_in.onward,
            locale=sign_in.locale,
            brought_by=sign_in.brought_by,
        )


def sign_in_of(link: Link, at: datetime) -> SignIn:
    """Return the open request that a link belongs to. Raises LinkEnded when it expired or was used."""
    sign_in = db.session.get(SignIn, link.ensure_open(at).subject_id)
    if sign_in is None or sign_in.used_at is not None:
        raise LinkEnded
    return sign_in


def may_join_at_once(sign_in: SignIn, at: datetime) -> bool:
    """Return whether whoever has proved this address may join now."""
    return gate().lets_in(newcomer_of(sign_in), at)


def prove_address(link: Link, at: datetime) -> SignIn:
    """Return the request that a link belongs to and mark it as used, in the caller's transaction.

    Raises LinkEnded when the link expired or was used.
    """
    sign_in = sign_in_of(link, at)
    _use(sign_in, at)
    return sign_in


def sign_in_by_link(link: Link, browser: Browser, at: datetime) -> Entered:
    """Sign in by the link in the e-mail, in any browser.

    Raises LinkEnded when the link expired, was used, or no member has its address.
    """
    with atomic():
        sign_in = sign_in_of(link, at)
        member = queries.member_by_mailbox(sign_in.mailbox)
        if member is None or member.removed or sign_in.brought_by == policy.BY_PROVIDER:
            raise LinkEnded
        return _enter(member, sign_in, browser, at)


def sign_in_by_code(code: str, browser: Browser, at: datetime) -> Entered | JoinFirst:
    """Sign in by the code in the e-mail, in the browser that asked for it. Raises WrongCode."""
    with atomic():
        sign_in = queries.newest_sign_in(hashed(browser.secret), since=at - SIGN_IN_WITHIN)
        if sign_in and read_code(code) and _is_right(code, sign_in):
            member = queries.member_by_mailbox(sign_in.mailbox)
            return _enter(member, sign_in, browser, at) if member else JoinFirst(link_of(sign_in, at))
    raise WrongCode  # after the transaction, so that the try is counted


def join_by_link(
    link: Link, name: str, browser: Browser, at: datetime, *, answers: Mapping[str, str] | None = None
) -> Entered:
    """Create an account for the address that the link proves, and sign in.

    `answers` are those in the fields of the community. Raises LinkEnded when the link expired or was used,
    DomainError for an invalid name or answer, NotAtOnce when the gate does not let them in (any more).
    """
    with atomic():
        sign_in = sign_in_of(link, at)
        advisory_lock(sign_in.mailbox)
        member = queries.member_by_mailbox(sign_in.mailbox)
        if member and sign_in.brought_by == policy.BY_PROVIDER:
            raise LinkEnded
        newcomer = newcomer_of(sign_in)._replace(answers=answers or {})
        member = member or join_by_gate(newcomer, name, at, locale=sign_in.locale)
        return _enter(member, sign_in, browser, at)


def join_by_gate(newcomer: Newcomer, name: str, at: datetime, *, locale: str = "") -> Member:
    """Create and return a member if the gate lets them in.

    Raises NotAtOnce if it does not, DomainError for an invalid name or answer.
    """
    with atomic():
        if not gate().lets_in(newcomer, at):
            raise NotAtOnce
        member = join(newcomer.address, name, at, locale=locale)
        gate().take_in(member, newcomer, at)
        save_answers(member.id, {key: FieldAnswer(text) for key, text in newcomer.answers.items()})
        return member


def join(email: str, name: str, at: datetime, *, locale: str = "") -> Member:
    """Create and return a member with a closed door. Raises DomainError for an invalid name."""
    name = clean(name)
    if problem := fault(name):
        raise DomainError(problem)
    email = clean_address(email)
    if queries.suspension_of_mailbox(fingerprint(email, settings().lasting_key)):
        raise NotAtOnce
    member = Member(email="", name=name, locale=locale, joined_at=at)
    member.reads_mail_at(email)
    with atomic():
        db.session.add(member)
        db.session.flush()
        index_profile(member)
        gate().arrive(member, at)
    return member


def end_sign_ins(member: Member) -> None:
    """End every request to sign in by this member's mailbox, in the caller's transaction."""
    db.session.execute(delete(SignIn).where(SignIn.mailbox_hash == member.mailbox_hash))


def _begin(
    newcomer: Newcomer, mailbox: str, browser: Browser, at: datetime, *, onward: str, locale: str
) -> tuple[SignIn, str]:
    code, browser_hash = new_code(), hashed(browser.secret)
    sign_in = SignIn(
        browser_hash=browser_hash,
        email=newcomer.address,
        mailbox_hash=fingerprint(mailbox, settings().lasting_key),
        brought_by=newcomer.brought_by,
        code_hash="",
        asked_at=at,
        onward=onward,
        locale=locale,
    )
    db.session.add(sign_in)
    db.session.flush()  # the link and the code are bound to this row's id
    sign_in.code_hash = code_hash(read_code(code), _row(sign_in))
    return sign_in, code


def _letter(sign_in: SignIn, code: str, at: datetime) -> Email:
    """Compose what the reader of this mailbox gets, after the same statements for everybody."""
    member, link = queries.member_by_mailbox(sign_in.mailbox), link_of(sign_in, at)
    at_once = gate().lets_in(newcomer_of(sign_in), at)
    moved = queries.undoable_from(fingerprint(sign_in.email, settings().lasting_key), at)
    if member is not None and member.removed:
        return _about_removal(member, sign_in, at)
    if member is not None:
        return emails.sign_in(member, sign_in, link, code)
    if moved is not None and moved.undo_until is not None:
        undo = links.issue(LinkPurpose.ADDRESS, f"address_change:{moved.id}", at=at, until=moved.undo_until)
        return emails.address_left(sign_in, moved, undo)
    return emails.join(sign_in, link, code, at_once=at_once)


def _about_removal(member: Member, sign_in: SignIn, at: datetime) -> Email:
    """Compose what a removed member gets instead of a way in: a link to the reason and their data."""
    removal = queries.standing_suspension(member.id)
    assert removal is not None, "whoever is removed has a removal that stands"
    until = at + timedelta(days=1)
    link = links.issue(LinkPurpose.SUSPENSION, f"suspension:{removal.id}", at=at, until=until)
    return emails.account_is_removed(member, sign_in, link)


def _row(sign_in: SignIn) -> str:
    return f"sign_in:{sign_in.id}:{sign_in.browser_hash}"


def link_of(sign_in: SignIn, at: datetime) -> str:
    """Return the link that a request to sign in is answered by."""
    return links.issue(
        LinkPurpose.SIGN_IN, f"sign_in:{sign_in.id}", at=at, until=sign_in.asked_at + SIGN_IN_WITHIN
    )


def _is_right(code: str, sign_in: SignIn) -> bool:
    if sign_in.tries >= TRIES:
        return False
    sign_in.tries += 1
    return hmac.compare_digest(code_hash(read_code(code), _row(sign_in)), sign_in.code_hash)


def _enter(member: Member, sign_in: SignIn, browser: Browser, at: datetime) -> Entered:
    _use(sign_in, at)
    note_proof(member, at)
    way = sign_in.brought_by if policy.is_way_of_its_own(sign_in.brought_by) else ""
    token = open_session(member, browser, at, opened_by=way)
    return Entered(token, sign_in.onward, mark_of(member.mailbox))


def _use(sign_in: SignIn, at: datetime) -> None:
    unused = update(SignIn).where(SignIn.id == sign_in.id, SignIn.used_at.is_(None))
    done = db.session.execute(unused.values(used_at=at))
    assert isinstance(done, CursorResult)
    if done.rowcount != 1:
        raise LinkEnded
    lift(sign_in.email, BOUNCED)  # the link or code came from an e-mail, so the mailbox works
