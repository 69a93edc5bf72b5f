"""Puts the next question of an introduction to the right person, or withholds it without telling anyone."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm.attributes import flag_modified

from intro_app.config import settings
from intro_app.db import db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.identity.queries import member_by_mailbox
from intro_app.introductions import capacity, emails, facts, queries
from intro_app.introductions.clocks import Clocks
from intro_app.introductions.guests import Carrier, Guest
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.states import Role, State, Way
from intro_app.introductions.texts import Purpose
from intro_app.outbox import post
from intro_app.people.reach import has_left, is_apart, is_here
from intro_app.people.visibility import know_each_other
from intro_app.text import mailboxes
from intro_app.trust.queries import is_in_good_standing
from intro_app.wording import N_

# How long a member must have been here before the site writes to a guest in their name.
GUEST_MAIL_AFTER = timedelta(days=30)

# How often a shut door is tried again, since its owner may open it at any time.
LOOK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class GuestNamed:
    """A guest as a connector names them: a label for the connector alone, and who carries the question.

    If the site carries it, there are the guest's name, address and language too, used for one e-mail.
    """

    carrier: Carrier
    label: str = ""
    name: str = ""
    email: str = ""
    locale: str = ""


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Whom a connector chooses: a member they know, or a guest."""

    member: Member | None = None
    guest: GuestNamed | None = None


class GuestRefused(DomainError):
    """Raised when the site does not write to a guest; it has the reason in words."""


def put_next(introduction: Introduction, *, at: datetime) -> None:
    """Put the first unanswered ask of the queue, unless a block stands before it or its door is shut by now.

    A withheld ask counts as put and simply expires: nobody can tell it from silence. Before a door that
    filled or paused since its sign was made, the ask waits, and is put if the door opens in time.
    """
    ask = introduction.next_ask
    assert ask is not None, "everyone has said yes: there is nobody left to ask"
    db.session.flush()
    facts.lock(ask.member)
    # Every condition is evaluated, whatever the first result: the time that it takes must not tell which
    # applied.
    reasons = [ask.withheld, is_barred(introduction, ask), _is_shut(ask)]
    opens_at = _opens_at(ask, at)
    ask.withheld = any(reasons)
    flag_modified(ask, "withheld")
    if opens_at > at and not ask.withheld:
        ask.wait(min(opens_at, at + LOOK_AGAIN), at)
    else:
        ask.put(at, Clocks.of(settings()).days_for(connector=ask.role is Role.CONNECTOR))
    db.session.flush()
    if ask.is_carried:
        post(emails.pass_it_on(ask, at), at=at)
    elif is_here(ask.person):
        # Composed even if it is withheld: the time that it takes would tell whoever waits for this page.
        post(replace(emails.ask(ask, at), withheld=ask.withheld), at=at)


def choose(introduction: Introduction, ask: Ask, chosen: Recipient, *, at: datetime) -> None:
    """Make the connector's choice the person who is asked. Raises DomainError if they cannot be asked."""
    if chosen.guest:
        note_guest(introduction, ask, chosen.guest, at=at)
        return
    assert chosen.member is not None, "a recipient is a member or a guest"
    _ensure_can_be_asked(introduction, chosen.member, at)
    ask.member = introduction.second = chosen.member


def note_guest(introduction: Introduction, ask: Ask, named: GuestNamed, *, at: datetime) -> None:
    """Store what the connector says of a guest; one who turns out to be a member is asked as a member.

    The connector is never told which: their page goes on speaking of the guest. Raises GuestRefused if the
    site is to write to them and does not.
    """
    if named.carrier is Carrier.SITE:
        _ensure_may_write(introduction, named, at)
    ask.is_carried = named.carrier is Carrier.CONNECTOR
    introduction.guests.append(
        Guest(
            role=ask.role,
            carrier=named.carrier,
            label=named.label or named.name,
            name=named.name,
            email=named.email,
            locale=named.locale,
            proven=bool(named.email),
        )
    )
    if named.email and (member := member_by_mailbox(mailboxes.canonical(named.email))):
        ask.member = member
        introduction.seat(ask.role, member)


def is_barred(introduction: Introduction, ask: Ask) -> bool:
    """Whether a block or a departure stands between the person to be asked and anyone named."""
    named = [person for person in map(introduction.person, Role) if isinstance(person, Member)]
    if any(has_left(person) for person in named):
        return True
    if ask.member_id is None:
        return False
    return is_apart(ask.member_id, [person.id for person in named], introduction.connector_id)


def _is_shut(ask: Ask) -> bool:
    """Whether the person asked has shut their door to this, though its author, who waits, sees it open."""
    member, introduction = ask.member, ask.introduction
    if member is None:
        return False
    if ask.role is Role.CONNECTOR:
        over = introduction.first_id is not None and not know_each_other(member.id, introduction.first_id)
        return over or member.door.connects_per_30_days == 0
    door, purpose = member.door, _purpose(introduction)
    direct = introduction.way is Way.DIRECT and not door.takes_direct_asks
    return direct or door.no_mail or door.asks_per_30_days == 0 or purpose in door.refused_purposes


def put_waiting(introduction: Introduction, ask: Ask, *, at: datetime) -> None:
    """Try once more to put an ask that waits before a door; it goes on waiting while the door is shut."""
    if introduction.state is not State.ASKING or introduction.closes_at <= at:
        ask.waits_until = None
        return
    ask.withheld = False
    put_next(introduction, at=at)


def _opens_at(ask: Ask, at: datetime) -> datetime:
    """Return when the person asked can be asked, whatever the sign on their door says: `at` itself if now."""
    if ask.member is None:
        return at
    return facts.opens_at(ask.member, ask.role, at)


def _purpose(introduction: Introduction) -> Purpose | None:
    return None if introduction.way is Way.OFFERED else introduction.ask_text.purpose


def _ensure_can_be_asked(introduction: Introduction, member: Member, at: datetime) -> None:
    if member.id in {introduction.first_id, introduction.connector_id}:
        raise DomainError(N_("An introduction needs three different people."))
    if introduction.first_id and queries.connected_pair(introduction.first_id, member.id):
        raise DomainError(N_("These two have already been introduced here."))
    busy = introduction.first_id is not None and queries.open_pair(introduction.first_id, member.id)
    if busy:
        raise DomainError(
            N_("%(name)s cannot be asked at the moment. Choose someone else."), name=member.name
        )
    assert introduction.connector is not None, "a connector chooses"
    facts.ensure_sign_allows(introduction.connector, member, at, _purpose(introduction))


def ensure_writes_for(connector: Member, at: datetime) -> None:
    """Raise GuestRefused, with the reason, if the site writes to no guest for this member at the moment."""
    if not settings().guest_mail:
        raise GuestRefused(N_("This site does not write to guests. Choose to send it yourself."))
    if at < connector.joined_at + GUEST_MAIL_AFTER:
        raise GuestRefused(
            N_("You can let the site write for you 30 days after joining. Until then, send it yourself.")
        )
    if not is_in_good_standing(connector.id, at):
        raise GuestRefused(
            N_(
                "The site writes to guests only for members in good standing: three people have found "
                "an introduction with you worth it, and no report about you was upheld lately. "
                "Until then, send it yourself."
            )
        )
    if queries.guest_mails_since(connector.id, at - capacity.MONTH) >= capacity.GUEST_MAILS_A_MONTH:
        raise GuestRefused(N_("The site writes for you twice in 30 days. Send this one yourself."))


def _ensure_may_write(introduction: Introduction, named: GuestNamed, at: datetime) -> None:
    connector = introduction.connector
    assert connector is not None, "only a connector names a guest"
    ensure_writes_for(connector, at)
    _ensure_personal_address(introduction, named.email)


def _ensure_personal_address(introduction: Introduction, email: str) -> None:
    own = {person.mailbox for person in (introduction.first, introduction.connector) if person}
    if mailboxes.canonical(email) in own:
        raise GuestRefused(N_("This is the address of someone who is already part of this introduction."))
    if mailboxes.is_role(email):
        raise GuestRefused(
            N_("This looks like the address of an office or a list. We only write to a person's own.")
        )
