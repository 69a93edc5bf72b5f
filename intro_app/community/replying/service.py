"""Giving out reply addresses, and posting what comes there by the rules of the page."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import delete, update

from intro_app.community.circles.service import ensure_visible
from intro_app.community.replying import emails, queries
from intro_app.community.replying.models import ReplyAddress, ReplySeen
from intro_app.community.replying.parsing import NoReply, ReceivedReply, read_letter
from intro_app.community.replying.policy import (
    KNOWN_FOR,
    REFUSALS_TOLD,
    TAKEN_FOR,
    Taken,
    hash_of,
    quotes_private_link,
    token_in,
)
from intro_app.community.threads.policy import POSTS
from intro_app.community.threads.service import reply
from intro_app.config import settings
from intro_app.db import atomic, db, insert_once
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.outbox.signature import reply_token
from intro_app.people.reach import write
from intro_app.text.mailboxes import fingerprint
from intro_app.wording import N_

log = logging.getLogger(__name__)

# Counts one act by a key within an allowance, as `web/limits.py` does; whether it is allowed.
Allows = Callable[[str, str, str, datetime], bool]

_OTHER_SENDER = N_("It came from another address than the one of your account.")
_EXPIRED = N_("Replies to that e-mail were taken for 30 days.")
_NO_WORDS = N_("We found no words of yours in it: only plain text above the quoted text is read.")
_PRIVATE_LINK = N_("It quotes a personal link from our e-mail, which others could use.")
_TOO_MANY = N_("You’ve written a lot in a short time. Please wait an hour.")
_SUSPENDED = N_("Your account is suspended.")
_NOT_HERE = N_("This thread no longer exists.")


def address_for(member_id: int, thread_id: int, at: datetime) -> str | None:
    """Return where this member can reply in this thread for thirty days, within the caller's transaction.

    None where the site takes no replies, or nobody can write in the thread.
    """
    site = settings()
    if not site.takes_replies or not queries.takes_replies(thread_id):
        return None
    token, until = reply_token(f"{member_id}:{thread_id}", site), at + TAKEN_FOR
    row = {"member_id": member_id, "thread_id": thread_id, "token_hash": hash_of(token), "until": until}
    db.session.execute(insert_once(ReplyAddress, row, ReplyAddress.member_id, ReplyAddress.thread_id))
    mine = ReplyAddress.member_id == member_id, ReplyAddress.thread_id == thread_id
    db.session.execute(update(ReplyAddress).where(*mine).values(token_hash=row["token_hash"], until=until))
    local, _, domain = site.bounce_address.rpartition("@")
    return f"{local}+r{token}@{domain}"


def take_reply(
    addresses: Sequence[str], content: bytes, envelope_sender: str | None, allows: Allows, at: datetime
) -> Taken:
    """Post what came to a reply address, or say to the member why not; what no person sent is dropped.

    The member is told a few times a day at most.
    """
    token = token_in(addresses)
    there = queries.address_behind(token) if token and settings().takes_replies else None
    if there is None:
        return Taken.UNKNOWN
    letter = read_letter(content, envelope_sender)
    if isinstance(letter, NoReply) or queries.is_ours(letter.message_id):
        log.info("something came to a reply address that no person wrote, ignored")
        return Taken.DROPPED
    member = db.session.get_one(Member, there.member_id)
    if member.left_at is not None or member.removed:
        return Taken.DROPPED
    try:
        _post(letter, member, there, allows, at)
    except DomainError as problem:
        log.info("a reply by e-mail was refused")
        if allows("reply_refused", str(member.id), REFUSALS_TOLD, at):
            _tell(letter, member, there.thread_id, problem, at)
        return Taken.REFUSED
    return Taken.POSTED


def _post(letter: ReceivedReply, member: Member, there: ReplyAddress, allows: Allows, at: datetime) -> None:
    """Post a letter, once. Raises DomainError with the sentence that tells its writer why not."""
    _ensure_may_come(letter, member, there, at)
    _ensure_can_stand(letter.words)
    with atomic():
        if not _is_new(letter, at):
            return
        thread = queries.thread_seen(there.thread_id, member.id)
        if thread is None or not ensure_visible(thread.circle_id, member.id, at).may_read:
            raise DomainError(_NOT_HERE)
        if not allows("post", str(member.id), POSTS, at):
            raise DomainError(_TOO_MANY)
        reply(thread, member, letter.words, at)


def _ensure_may_come(letter: ReceivedReply, member: Member, there: ReplyAddress, at: datetime) -> None:
    if fingerprint(letter.sender, settings().lasting_key) != member.mailbox_hash:
        raise DomainError(_OTHER_SENDER)
    if at > there.until:
        raise DomainError(_EXPIRED)
    if member.suspended:
        raise DomainError(_SUSPENDED)


def _ensure_can_stand(words: str) -> None:
    """Raise DomainError for what no form would send; the rules of posts come after this."""
    if not words:
        raise DomainError(_NO_WORDS)
    if quotes_private_link(words, settings().base_url):
        raise DomainError(_PRIVATE_LINK)


def _is_new(letter: ReceivedReply, at: datetime) -> bool:
    row = {"letter_hash": letter.hash, "seen_at": at}
    once = insert_once(ReplySeen, row, ReplySeen.letter_hash).returning(ReplySeen.letter_hash)
    return db.session.scalar(once) is not None


def _tell(letter: ReceivedReply, member: Member, thread_id: int, problem: DomainError, at: datetime) -> None:
    """Tell the member, not whoever sent it, why nothing was posted."""
    with atomic():
        circle, thread = queries.circle_of(thread_id), queries.thread_of_id(thread_id)
        compose = partial(emails.circle_reply_refused, member, circle, thread, problem, letter.hash[:32])
        write(member, compose, at=at)


def forget_old(at: datetime) -> None:
    """Delete addresses and marks that are older than they are needed."""
    with atomic():
        db.session.execute(delete(ReplyAddress).where(ReplyAddress.until <= at - KNOWN_FOR))
        db.session.execute(delete(ReplySeen).where(ReplySeen.seen_at <= at - TAKEN_FOR - KNOWN_FOR))
