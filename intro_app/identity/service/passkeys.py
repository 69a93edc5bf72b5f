"""Adding, using and removing passkeys. Each challenge can be answered once."""

import secrets
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import CursorResult, delete, update

from intro_app.audit.service import note
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity import emails, passkeys, policy, queries
from intro_app.identity.codes import hashed
from intro_app.identity.models import Member, Passkey, PasskeyChallenge, Session
from intro_app.identity.models.passkeys import ANSWER_WITHIN, LONGEST_NAME, MOST
from intro_app.identity.passkeys import PasskeyRefused, PasskeyResponse
from intro_app.identity.service.sessions import Browser, open_session
from intro_app.outbox import post
from intro_app.wording import N_

_TO_ADD, _TO_SIGN_IN = "add", "sign_in"


def ask_to_add_passkey(member: Member, browser: Browser, at: datetime) -> str:
    """Return the JSON options for creating a passkey. Raises DomainError when the member already has MOST."""
    known = queries.credential_ids(member.id)
    if len(known) >= MOST:
        raise DomainError(N_("You have %(number)s passkeys, the maximum. Remove one first."), number=MOST)
    challenge = _new_challenge(_TO_ADD, browser, at)
    return passkeys.to_make(challenge, member.public_id, member.email, member.name, known)


def add_passkey(member: Member, answer: str, name: str, browser: Browser, at: datetime) -> None:
    """Verify and store the passkey that the browser created. Raises PasskeyRefused when it is not valid."""
    given = PasskeyResponse.read(answer)
    _take_challenge(given, _TO_ADD, browser, at)
    made = passkeys.made(given)
    with atomic():
        db.session.refresh(member, with_for_update=True)  # no change of roles or passkeys meanwhile
        if queries.passkey_and_member(made.credential_id):
            raise PasskeyRefused
        passkey = Passkey(
            member_id=member.id,
            credential_id=made.credential_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            name=" ".join(name.split())[:LONGEST_NAME] or browser.device or "…",
            added_at=at,
        )
        db.session.add(passkey)
        db.session.flush()
        post(emails.passkey_added(member, passkey), at=at)
        note(member.id, "passkey_added", member.id, f"passkey:{passkey.id}", "", at)


def ask_to_sign_in_by_passkey(browser: Browser, at: datetime) -> str:
    """Return the JSON options for signing in with any passkey."""
    return passkeys.to_use(_new_challenge(_TO_SIGN_IN, browser, at))


def sign_in_by_passkey(answer: str, browser: Browser, at: datetime) -> str:
    """Sign in by passkey and return the session token for the cookie.

    Raises PasskeyRefused when the response is not valid, DomainError when the account is closed.
    """
    given = PasskeyResponse.read(answer)
    _take_challenge(given, _TO_SIGN_IN, browser, at)
    with atomic():
        found = queries.passkey_and_member(given.credential_id)
        if found is None:
            raise PasskeyRefused
        passkey, member = found
        count = passkeys.used(given, passkey.public_key, member.public_id)
        if _count_up(passkey, count, at):
            return open_session(member, browser, at, passkey_id=passkey.id)
        _doubt(passkey, at)
    raise PasskeyRefused  # after the transaction, so that the doubt is committed


def remove_passkey(member: Member, passkey_id: int, at: datetime) -> None:
    """Delete a passkey of the member and end the sessions it opened.

    Raises DomainError for the last working passkey of a member of staff.
    """
    with atomic():
        db.session.refresh(member, with_for_update=True)
        passkey = db.session.get(Passkey, passkey_id)
        if passkey is None or passkey.member_id != member.id:
            return
        left = queries.good_passkeys(member.id) - (passkey.doubted_at is None)
        if not policy.may_lose_passkey(left, on_staff=bool(queries.staff_roles(member.id))):
            raise DomainError(
                N_("Your role on this site requires a passkey. Add another before you remove this one.")
            )
        _forget(passkey)
        note(member.id, "passkey_removed", member.id, f"passkey:{passkey_id}", "", at)


def forget_passkeys(member: Member, at: datetime, *, why: str = "") -> int:
    """Delete all passkeys of a member who lost them, on an operator's behalf; return how many there were."""
    with atomic():
        db.session.refresh(member, with_for_update=True)
        for own in (rows := queries.passkeys_of(member.id)):
            _forget(db.session.get_one(Passkey, own.id))
        note(None, "passkeys_forgotten", member.id, "", why, at)
    return len(rows)


def _forget(passkey: Passkey) -> None:
    db.session.execute(delete(Session).where(Session.passkey_id == passkey.id))
    db.session.delete(passkey)
    db.session.flush()


def _new_challenge(purpose: str, browser: Browser, at: datetime) -> str:
    challenge = secrets.token_urlsafe(32)
    asked = PasskeyChallenge(
        id_hash=hashed(challenge), browser_hash=hashed(browser.secret), purpose=purpose, made_at=at
    )
    with atomic():
        db.session.add(asked)
    return challenge


def _take_challenge(given: PasskeyResponse, purpose: str, browser: Browser, at: datetime) -> None:
    """Delete the challenge before its response is verified. Raises PasskeyRefused when it is not open."""
    asked = delete(PasskeyChallenge).where(
        PasskeyChallenge.id_hash == hashed(given.challenge),
        PasskeyChallenge.browser_hash == hashed(browser.secret),
        PasskeyChallenge.purpose == purpose,
        PasskeyChallenge.made_at >= at - ANSWER_WITHIN,
    )
    if not browser.secret or not _changes_one(lambda: db.session.execute(asked)):
        raise PasskeyRefused


def _count_up(passkey: Passkey, count: int, at: datetime) -> bool:
    """Store the new counter; return False when it ran backwards or the passkey is doubted.

    Devices without a counter always report 0.
    """
    if not policy.counts_on(passkey.sign_count, count):
        return False
    unchanged = update(Passkey).where(
        Passkey.id == passkey.id, Passkey.sign_count == passkey.sign_count, Passkey.doubted_at.is_(None)
    )
    return _changes_one(lambda: db.session.execute(unchanged.values(sign_count=count, used_at=at)))


def _doubt(passkey: Passkey, at: datetime) -> None:
    """Disable a passkey that may have been cloned, and end the sessions it opened."""
    unaware = update(Passkey).where(Passkey.id == passkey.id, Passkey.doubted_at.is_(None))
    if _changes_one(lambda: db.session.execute(unaware.values(doubted_at=at))):
        db.session.execute(delete(Session).where(Session.passkey_id == passkey.id))
        note(None, "passkey_doubted", passkey.member_id, f"passkey:{passkey.id}", "its counter fell", at)


def _changes_one(change: Callable[[], object]) -> bool:
    with atomic():
        done = change()
    assert isinstance(done, CursorResult)
    return done.rowcount == 1
