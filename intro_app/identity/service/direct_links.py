"""Links to sign in or to join for which nobody waits in a browser with a form for a code."""

from datetime import datetime

from intro_app.audit.service import note
from intro_app.config import settings
from intro_app.db import atomic, db
from intro_app.identity import emails, policy
from intro_app.identity.arrivals import Newcomer
from intro_app.identity.codes import hashed, new_code
from intro_app.identity.models import Member, SignIn
from intro_app.identity.service.sessions import Browser
from intro_app.identity.service.signing_in import link_of
from intro_app.outbox import post
from intro_app.text.mailboxes import fingerprint


def send_link(member: Member, at: datetime) -> None:
    """Mail a member a link to sign in, at the wish of staff. There is no code: nobody waits in a browser."""
    with atomic():
        sign_in = _without_code(Newcomer(member.email), hashed(new_code()), at, locale=member.locale)
        post(emails.sign_in(member, sign_in, link_of(sign_in, at), ""), at=at)


def link_by_operator(member: Member, at: datetime) -> str:
    """Return a link that signs a member in once, for the command line; the audit says so."""
    with atomic():
        note(None, "sign_in_link_made", member.id, "", "", at)
        way = Newcomer(member.email, policy.BY_OPERATOR)
        return link_of(_without_code(way, hashed(new_code()), at, locale=member.locale), at)


def link_for_proved(newcomer: Newcomer, browser: Browser, at: datetime, *, locale: str) -> str:
    """Return a link for somebody without an account whose address a provider has proved.

    It leads on only to joining: it opens no account that there is by then.
    """
    with atomic():
        way = newcomer._replace(brought_by=policy.BY_PROVIDER)
        return link_of(_without_code(way, hashed(browser.secret), at, locale=locale), at)


def _without_code(newcomer: Newcomer, browser_hash: str, at: datetime, *, locale: str) -> SignIn:
    """Add a request that only a link can answer, in the caller's transaction."""
    sign_in = SignIn(
        browser_hash=browser_hash,
        email=newcomer.address,
        mailbox_hash=fingerprint(newcomer.address, settings().lasting_key),
        brought_by=newcomer.brought_by,
        code_hash="",
        asked_at=at,
        locale=locale,
    )
    db.session.add(sign_in)
    db.session.flush()  # the link is bound to this row's id
    return sign_in
