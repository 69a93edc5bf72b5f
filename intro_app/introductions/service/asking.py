"""The use cases of asking for an introduction, and of offering one."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Self

from sqlalchemy import delete

from intro_app.config import settings
from intro_app.db import atomic, db
from intro_app.identity.models import ContactField, Member
from intro_app.introductions import capacity, emails, facts, policy, queries
from intro_app.introductions.clocks import Clocks
from intro_app.introductions.facts import PeopleNamed, RequestRefused
from intro_app.introductions.models import Ask, Consent, Draft, Introduction, agreed_hash, shares_of
from intro_app.introductions.policy import AskFacts, AskRefusal
from intro_app.introductions.service.choosing import Recipient, note_guest
from intro_app.introductions.service.passing_on import begin
from intro_app.introductions.states import Role, State, Way
from intro_app.introductions.texts import AskText, OfferText, ensure_writable
from intro_app.outbox import post
from intro_app.people.visibility import SeenDoor, know_each_other
from intro_app.suggestions.service import let_rest
from intro_app.text.writable import TextRefused
from intro_app.trust.policy import Limits
from intro_app.wording import N_


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a requester sends: to whom, through whom, the letter, and what they would share.

    `form_id` is drawn when the form is first shown, so that pressing twice sends once. Sending deletes the
    draft that was kept at `written_at`, the address of the form.
    """

    text: AskText
    shares: tuple[ContactField, ...]
    form_id: str
    recipient: Member | None = None
    connector: Member | None = None
    written_at: str = ""

    def named(self, requester: Member) -> PeopleNamed:
        """Return everybody whom it names."""
        return PeopleNamed(requester=requester, recipient=self.recipient, connector=self.connector)

    @property
    def way(self) -> Way:
        """Direct, through a connector to a named member, or blind."""
        if self.connector is None:
            return Way.DIRECT
        return Way.NAMED if self.recipient else Way.BLIND


@dataclass(frozen=True, kw_only=True)
class NewOffer:
    """What a connector sends to bring two people together; the first is asked first."""

    text: OfferText
    form_id: str
    first: Recipient
    second: Recipient
    written_at: str = ""


class Sent(NamedTuple):
    """What was sent: the ids of the introduction, and whether a moderator reads it first."""

    id: int
    public_id: str
    is_held: bool

    @classmethod
    def of(cls, introduction: Introduction) -> Self:
        """Return what the sender needs of it."""
        return cls(introduction.id, introduction.public_id, introduction.state is State.HELD)


def ensure_can_ask(
    requester: Member,
    *,
    recipient: Member | None,
    connector: Member | None,
    at: datetime,
    seen: Mapping[int, SeenDoor] | None = None,
) -> AskFacts:
    """Return what was read for it; raise RequestRefused if this cannot be asked now, before anyone writes.

    `seen` are doors as the requester sees them, by member, where the caller has read them already.
    """
    named = PeopleNamed(requester=requester, recipient=recipient, connector=connector)
    known = facts.gather(named, at=at, seen=seen).facts
    _ensure_allowed(known, named)
    return known


def ensure_can_offer(connector: Member, *, at: datetime) -> None:
    """Raise RequestRefused if a member's offering rests; called before they write."""
    facts.ensure_does_not_rest(connector, at)


def ensure_may_send(requester: Member, request: Request, *, at: datetime) -> None:
    """Raise TextRefused or RequestRefused if this letter could not be sent now; change nothing."""
    ensure_writable(request.text)
    named = request.named(requester)
    _ensure_allowed(facts.gather(named, at=at, text=request.text).facts, named)
    _shares(requester, request)


def request_introduction(requester: Member, request: Request, *, at: datetime) -> Sent:
    """Ask, on the requester's behalf, everyone whose yes is needed, one after another.

    Sending is the requester's own consent. Raises TextRefused or RequestRefused.
    """
    ensure_writable(request.text)
    named = request.named(requester)
    with atomic():
        groups = facts.lock(*named.all)
        _discard_draft(requester, request.written_at)
        found = facts.gather(named, at=at, text=request.text, form_id=request.form_id)
        if found.sent_id is not None:
            return Sent.of(db.session.get_one(Introduction, found.sent_id))
        _ensure_allowed(found.facts, named)
        shares = _shares(requester, request)
        introduction = _new(request.way, request.text, request.form_id, at)
        introduction.first, introduction.connector = requester, request.connector
        introduction.second = request.recipient
        _queue(introduction, request)
        _consent(introduction, Role.FIRST, shares, at)
        to_post = begin(
            introduction,
            read_first=found.facts.read_first,
            at=at,
            doors=found.doors,
            groups=groups[requester.id],
        )
        post(*to_post, emails.request_sent(introduction), at=at)
        return Sent.of(introduction)


def offer_introduction(connector: Member, offer: NewOffer, *, at: datetime) -> Sent:
    """Offer two people to each other: the second hears nothing unless the first says yes.

    Raises TextRefused, RequestRefused or GuestRefused.
    """
    ensure_writable(offer.text)
    with atomic():
        facts.lock(connector, offer.first.member, offer.second.member)
        _discard_draft(connector, offer.written_at)
        if sent := queries.sent_with(offer.form_id, connector):
            return Sent.of(sent)
        standing = _ensure_offerable(connector, offer, at)
        introduction = _new(Way.OFFERED, offer.text, offer.form_id, at)
        introduction.connector = connector
        for position, role in enumerate((Role.FIRST, Role.SECOND), start=1):
            _add_party(introduction, role, offer.first if role is Role.FIRST else offer.second, position)
        _consent(introduction, Role.CONNECTOR, {}, at)
        facts.lock(*(ask.member for ask in introduction.asks[:1]))  # a guest may turn out to be a member
        read_first = facts.is_read_first(connector, standing)
        if offer.first.member and offer.second.member:
            let_rest(connector.id, offer.first.member.id, offer.second.member.id, at)
        post(*begin(introduction, read_first=read_first, at=at), at=at)
        return Sent.of(introduction)


def _ensure_allowed(found: AskFacts, named: PeopleNamed) -> None:
    if refusal := policy.refusal(found):
        raise facts.refused(refusal, found, named)


def _shares(requester: Member, request: Request) -> dict[str, str]:
    """Return what the consent says they share. Raises TextRefused if that is nothing."""
    shares = shares_of(requester, request.shares)
    if not shares:
        raise TextRefused("shares", N_("Tick at least one way for the other person to reach you."))
    return shares


def _discard_draft(writer: Member, address: str) -> None:
    db.session.execute(delete(Draft).where(Draft.at(writer.id, address)))


def _ensure_offerable(connector: Member, offer: NewOffer, at: datetime) -> Limits:
    standing = facts.ensure_does_not_rest(connector, at)
    people = [party.member for party in (offer.first, offer.second) if party.member]
    if len({connector.mailbox, *(person.mailbox for person in people)}) <= len(people):
        raise RequestRefused(AskRefusal.SAME_PERSON)
    lately = at - capacity.MONTH
    many = queries.offers_since(connector.id, lately) >= capacity.OFFERS_A_MONTH
    for person in people:
        facts.ensure_sign_allows(connector, person, at)
    if many or any(_cannot_offer_to(connector, person, lately) for person in people):
        raise RequestRefused(AskRefusal.CANNOT_BE_DONE)
    if not people:
        raise RequestRefused(AskRefusal.NOT_ACQUAINTED)
    if len(people) == 2 and _already_together(*people):
        raise RequestRefused(AskRefusal.CANNOT_BE_DONE)
    return standing


def _already_together(one: Member, other: Member) -> bool:
    return queries.connected_pair(one.id, other.id) or queries.open_pair(one.id, other.id)


def _cannot_offer_to(connector: Member, person: Member, lately: datetime) -> bool:
    often = queries.offers_since(connector.id, lately, to=person.id) >= capacity.OFFERS_TO_ONE_PERSON
    return often or not know_each_other(connector.id, person.id)


def _new(way: Way, text: AskText | OfferText, form_id: str, at: datetime) -> Introduction:
    spread = secrets.randbelow(int(settings().closing_spread_hours * 3600) + 1)
    clocks = Clocks.of(settings())
    introduction = Introduction(
        form_id=form_id,
        way=way,
        text=text.stored(),
        text_hash=agreed_hash(text.stored()),
        sent_at=at,
        closes_at=clocks.closing(way, at, spread),
        spread_seconds=spread,
        connector_days=clocks.connector_days,
        party_days=clocks.party_days,
        connector_reminder_day=clocks.connector_reminder_day,
        party_reminder_day=clocks.party_reminder_day,
        closing_hour=clocks.closing_hour,
    )
    introduction.guests = []  # set here, or SQLAlchemy would query the database for them
    db.session.add(introduction)
    return introduction


def _queue(introduction: Introduction, request: Request) -> None:
    """Append the asks in order: the connector, if there is one, then the recipient."""
    if request.connector:
        introduction.asks.append(_ask(1, Role.CONNECTOR, request.connector))
    introduction.asks.append(_ask(2, Role.SECOND, request.recipient))


def _ask(position: int, role: Role, member: Member | None) -> Ask:
    ask = Ask(position=position, role=role)
    ask.member = member
    return ask


def _add_party(introduction: Introduction, role: Role, party: Recipient, position: int) -> None:
    ask = _ask(position, role, party.member)
    introduction.asks.append(ask)
    if party.guest:
        note_guest(introduction, ask, party.guest, at=introduction.sent_at)
    else:
        introduction.seat(role, party.member)


def _consent(introduction: Introduction, role: Role, shares: dict[str, str], at: datetime) -> None:
    """Record the author's own consent, which sending gives to the text as it stands."""
    text = introduction.text_hash
    introduction.consents.append(
        Consent(role=role, text_hash=text, seen_hash=text, shares=shares, given_at=at, how="sent")
    )
