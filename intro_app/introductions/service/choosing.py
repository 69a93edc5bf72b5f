"""Chooses whom a connector asks: a member they know, or a guest; and says when the site writes to a guest."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from intro_app.config import settings
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.identity.queries import member_by_mailbox
from intro_app.introductions import capacity, facts, queries
from intro_app.introductions.guests import Carrier, Guest
from intro_app.introductions.models import Ask, Introduction
from intro_app.people.models import StoppableAct
from intro_app.people.stops import is_stopped
from intro_app.text import mailboxes
from intro_app.trust.queries import is_in_good_standing
from intro_app.wording import N_

# How long a member must have been here before the site writes to a guest in their name.
GUEST_MAIL_AFTER = timedelta(days=30)


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

    @property
    def name(self) -> str:
        """What they are called; empty for a guest whose name the site does not know."""
        if self.member:
            return self.member.name
        return self.guest.name if self.guest else ""


class GuestRefused(DomainError):
    """Raised when the site does not write to a guest; it has the reason in words."""


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


def ensure_writes_for(connector: Member, at: datetime) -> None:
    """Raise GuestRefused, with the reason, if the site writes to no guest for this member at the moment."""
    if not settings().guest_mail:
        raise GuestRefused(N_("This site doesn’t write to guests. Send it yourself instead."))
    if is_stopped(connector.id, StoppableAct.GUEST_MAIL, at):
        raise GuestRefused(
            N_(
                "A moderator has paused this for you. Under Reports you can see why and until when. "
                "Until then, send it yourself."
            )
        )
    if at < connector.joined_at + GUEST_MAIL_AFTER:
        raise GuestRefused(
            N_("We can write for you once you’ve been a member for 30 days. Until then, send it yourself.")
        )
    if not is_in_good_standing(connector.id, at):
        raise GuestRefused(
            N_(
                "We write to guests only for members in good standing. That takes three introductions "
                "people found worthwhile, and no recent upheld report. Until then, send it yourself."
            )
        )
    if queries.guest_mails_since(connector.id, at - capacity.MONTH) >= capacity.GUEST_MAILS_A_MONTH:
        raise GuestRefused(N_("We can write for you twice in 30 days. Send this one yourself."))


def _ensure_can_be_asked(introduction: Introduction, member: Member, at: datetime) -> None:
    if member.id in {introduction.first_id, introduction.connector_id}:
        raise DomainError(N_("An introduction needs three different people."))
    if introduction.first_id and queries.connected_pair(introduction.first_id, member.id):
        raise DomainError(N_("These two have already been introduced here."))
    busy = introduction.first_id is not None and queries.open_pair(introduction.first_id, member.id)
    if busy:
        raise DomainError(N_("%(name)s can’t be asked at the moment. Choose someone else."), name=member.name)
    assert introduction.connector is not None, "a connector chooses"
    facts.ensure_sign_allows(introduction.connector, member, at, introduction.purpose)


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
            N_("This looks like the address of an office or a list. We only write to personal addresses.")
        )
