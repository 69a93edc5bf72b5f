"""The use cases of answering an ask: yes, not this time, or not now and tell them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import partial

from intro_app.config import settings
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import ContactField
from intro_app.introductions import emails, queries
from intro_app.introductions.emails import answer_link
from intro_app.introductions.guests import Guest
from intro_app.introductions.models import (
    Ask,
    Consent,
    Introduction,
    agreed_hash,
    ensure_unchanged,
    shares_of,
)
from intro_app.introductions.service.choosing import Recipient, choose
from intro_app.introductions.service.closing import close, forget_answer_draft
from intro_app.introductions.service.passing_on import clocks_of, put_next, take_snapshots
from intro_app.introductions.states import PARTIES, Answer, Reason, Role, Way
from intro_app.introductions.texts import Endorsement, ensure_writable
from intro_app.outbox import post
from intro_app.outbox.queries import mailboxes_written_to
from intro_app.people.reach import write, write_to_each
from intro_app.suggestions.service import let_rest
from intro_app.text.codes import read_digits
from intro_app.text.mailboxes import canonical, fingerprint
from intro_app.text.writable import ensure_part_writable
from intro_app.wording import N_

LONGEST_REASON = 200
ASK_AFTER_AT_MOST = timedelta(days=366)
# How many different mailboxes a guest may try to prove in a day. Each mailbox also has its own budget, over
# all links.
MAILBOXES_A_DAY = 3


@dataclass(frozen=True, kw_only=True)
class ReplyNow:
    """What the author is told at once: a ready sentence or own words, and when to ask again."""

    words: str
    ask_after: date | None = None
    anew: bool = False


@dataclass(frozen=True, kw_only=True)
class GuestSaid:
    """What a guest gives with a yes: the name to be introduced by, what to share, and their language."""

    name: str
    email: str
    phone: str = ""
    locale: str = ""


class Recognised(Enum):
    """Who proved an address behind a carried link that has an answer already."""

    NOBODY = "nobody"
    SOMEBODY = "somebody"
    GUEST = "guest"


def say_yes(ask: Ask, fields: Iterable[ContactField], *, at: datetime, how: str) -> None:
    """Record a party's yes and what they share; put the next question, or announce that all agreed.

    Raises DomainError if nothing is shared or a guest's address is not proven, StaleError if it is too late.
    """
    with atomic():
        introduction = queries.locked_by_ask(ask)
        person = ask.person
        assert person is not None, "an ask that is put has somebody who was asked"
        shares = shares_of(person, fields)
        if not shares:
            raise DomainError(N_("Tick at least one way for the other person to reach you."))
        ask.settle(Answer.YES, at)
        _consent(introduction, ask, shares, at, how)
        _go_on(introduction, ask.role, at)


def agree_to_connect(
    ask: Ask, endorsement: Endorsement, chosen: Recipient | None, *, at: datetime, how: str
) -> None:
    """Record a connector's yes and endorsement, and ask the one they choose or the requester named."""
    ensure_writable(endorsement)
    with atomic():
        introduction = queries.locked_by_ask(ask)
        ask.settle(Answer.YES, at)
        introduction.endorsement = endorsement.stored()
        forget_answer_draft(ask)
        _consent(introduction, ask, {}, at, how)
        recipients_ask = introduction.ask_of(Role.SECOND)
        assert recipients_ask is not None, "a connected introduction has an ask for its recipient"
        if introduction.way is Way.BLIND:
            if chosen is None:
                raise DomainError(N_("Choose who to ask."))
            choose(introduction, recipients_ask, chosen, at=at)
        _not_suggested_again(introduction, chosen, at)
        _prolong(introduction)
        db.session.flush()
        take_snapshots(introduction, ask.role, Role.FIRST)  # the requester does not know who was chosen
        if introduction.way is Way.NAMED:
            write(introduction.first, lambda: emails.connector_is_asking(introduction), at=at)
        put_next(introduction, at=at)


def _not_suggested_again(introduction: Introduction, chosen: Recipient | None, at: datetime) -> None:
    """Note whom a connector brought together, as far as they know: a guest may be a member without that."""
    named = chosen.member if chosen else introduction.second
    if introduction.connector_id and introduction.first_id and named:
        let_rest(introduction.connector_id, introduction.first_id, named.id, at)


def decline(ask: Ask, *, at: datetime) -> None:
    """Record a no, which costs nobody anything; nobody hears of it before the closing date."""
    with atomic():
        introduction = queries.locked_by_ask(ask)
        ask.settle(Answer.NO, at)
        close(introduction, Reason.PASSED if ask.role is Role.CONNECTOR else Reason.DECLINED, at=at)


def reply_now(ask: Ask, told: ReplyNow, *, at: datetime) -> None:
    """Record a "not now" that is told to the author at once, in the words chosen."""
    ensure_tellable(told, at)
    with atomic():
        introduction = queries.locked_by_ask(ask)
        ask.settle(Answer.ANEW if told.anew else Answer.NOT_NOW, at)
        ask.words, ask.ask_after = told.words, told.ask_after
        close(introduction, Reason.PASSED if ask.role is Role.CONNECTOR else Reason.DECLINED, at=at)
        introduction.author_told_at = at
        author = introduction.author_role
        write(
            introduction.person(author),
            lambda: emails.write_anew(ask) if told.anew else emails.not_now(ask, author),
            at=at,
        )


def ensure_tellable(told: ReplyNow, at: datetime) -> None:
    """Raise DomainError if this cannot be told: too long, with contact details, or a date out of range."""
    ensure_part_writable("words", told.words, LONGEST_REASON)
    if told.ask_after and not at.date() < told.ask_after <= (at + ASK_AFTER_AT_MOST).date():
        raise DomainError(N_("Choose a date within the next twelve months."))


def wrong_person(ask: Ask, *, at: datetime) -> None:
    """Record that a guest says this is not for them, and forget their address at once."""
    with atomic():
        introduction = queries.locked_by_ask(ask)
        ask.settle(Answer.NO, at)
        close(introduction, Reason.BOUNCED, at=at)
        if isinstance(guest := ask.person, Guest):
            guest.email = guest.name = guest.proposed_email = ""


def guest_says_yes(ask: Ask, said: GuestSaid, *, at: datetime) -> bool:
    """Take a guest's yes; return False if the address to share must first be proven by a mailed code.

    An address to which the question was mailed is already proven by the link in that e-mail.
    """
    with atomic():
        introduction = queries.locked_by_ask(ask)
        ask.ensure_answerable(at)
        guest = _guest(ask)
        guest.name, guest.phone, guest.locale = said.name, said.phone, said.locale or guest.locale
        if guest.proven and canonical(guest.email) == canonical(said.email):
            say_yes(ask, guest.fields, at=at, how="link")
            return True
        _mail_code(introduction, guest, said.email, at)
    return False


def prove_again(ask: Ask, said: GuestSaid, *, at: datetime) -> None:
    """Mail six digits for a yes to a carried question that is already answered.

    Otherwise people could tell that it is. Of what is said, only the address that gets the digits is
    stored.
    """
    with atomic():
        introduction, guest = queries.locked_by_ask(ask), _guest(ask)
        _mail_code(introduction, guest, said.email, at)


def recognise(ask: Ask, code: str, *, at: datetime) -> Recognised:
    """Return whose six digits these are, once there is an answer: the guest's, another's, or wrong ones."""
    with atomic():
        queries.locked_by_ask(ask)
        guest = _guest(ask)
        if not guest.is_right(code, at):
            return Recognised.NOBODY
        own = guest.proven and canonical(guest.email) == canonical(guest.proposed_email)
    return Recognised.GUEST if own and ask.answer is Answer.YES else Recognised.SOMEBODY


def _mail_code(introduction: Introduction, guest: Guest, email: str, at: datetime) -> None:
    if guest.was_just_sent_a_code(email, at):
        return
    _ensure_few_mailboxes(introduction, email, at)
    code = guest.propose(email, at)
    post(emails.guest_code(guest, introduction, code, at), at=at)


def _ensure_few_mailboxes(introduction: Introduction, email: str, at: datetime) -> None:
    """Raise DomainError if too many mailboxes were tried through one link.

    Whoever holds the link could otherwise make the site write to anybody.
    """
    about, since = f"introduction:{introduction.id}", at - timedelta(days=1)
    tried = mailboxes_written_to(about, "guest_code", since) - {fingerprint(email, settings().lasting_key)}
    if len(tried) >= MAILBOXES_A_DAY:
        raise DomainError(
            N_("You have tried several addresses today. Use one of them, or come back tomorrow.")
        )


def prove_and_say_yes(ask: Ask, code: str, *, at: datetime) -> bool:
    """Record the guest's yes if the six digits are right; return False if they are not.

    A text that is not six digits does not count as a try.
    """
    digits = read_digits(code)
    if not digits:
        return False
    with atomic():
        queries.locked_by_ask(ask)
        guest = _guest(ask)
        if not guest.prove(digits, at):
            return False
        say_yes(ask, guest.fields, at=at, how="code")
    return True


def guest_link(introduction: Introduction, *, at: datetime) -> str | None:
    """Return a link for the connector to carry to the guest who is asked now; None if there is no guest."""
    ask = queries.carried_ask(introduction, at)
    if ask is None:
        return None
    with atomic():
        return answer_link(ask, at)


def _guest(ask: Ask) -> Guest:
    assert isinstance(ask.person, Guest), "only guests prove an address here"
    return ask.person


def _consent(introduction: Introduction, ask: Ask, shares: dict[str, str], at: datetime, how: str) -> None:
    seen = introduction.endorsed
    ensure_unchanged(introduction.text, introduction.text_hash)
    introduction.consents.append(
        Consent(
            role=ask.role,
            text_hash=introduction.text_hash,
            seen_hash=agreed_hash(seen.stored()) if seen else introduction.text_hash,
            shares=shares,
            given_at=at,
            how=how,
        )
    )


def _go_on(introduction: Introduction, role: Role, at: datetime) -> None:
    """Put the next question after the yes of this role, or announce that everyone has agreed."""
    if introduction.next_ask is not None:
        take_snapshots(introduction, role)
        put_next(introduction, at=at)
        return
    introduction.agree(at)
    db.session.flush()
    take_snapshots(introduction, *PARTIES)  # the two have read each other's names by now
    letters = [(one, partial(emails.both_said_yes, introduction, one, at)) for one in PARTIES]
    write_to_each([(introduction.person(one), compose) for one, compose in letters], at=at)


def _prolong(introduction: Introduction) -> None:
    """Move the closing date to the recipient's, counted from the sending, since the connector said yes."""
    introduction.closes_at = clocks_of(introduction).closing(
        introduction.way, introduction.sent_at, introduction.spread_seconds, connector_agreed=True
    )
