"""Gathers the facts that the policy decides on, and adds names and dates to its refusals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import bindparam, select
from sqlalchemy.orm.attributes import set_committed_value

from intro_app.config import settings
from intro_app.db import db, id_of
from intro_app.errors import DomainError
from intro_app.groups.queries import of_member
from intro_app.identity.models import Door, Member
from intro_app.identity.queries import is_founding
from intro_app.introductions import capacity, policy, queries
from intro_app.introductions.policy import AskFacts, AskRefusal, PersonAsked
from intro_app.introductions.queries import Dealings
from intro_app.introductions.states import Role
from intro_app.introductions.texts import AskText, Purpose
from intro_app.people import visibility
from intro_app.people.visibility import SeenDoor
from intro_app.text.likeness import is_near_copy
from intro_app.trust.policy import Limits
from intro_app.trust.queries import limits_of

RECIPIENT_ROLES = (Role.FIRST, Role.SECOND)


class RequestRefused(DomainError):
    """Raised when an introduction may not be asked for now; it has the reason in words."""

    def __init__(self, refusal: AskRefusal, **details: object) -> None:
        super().__init__(refusal.value, **details)
        self.refusal = refusal


@dataclass(frozen=True, kw_only=True)
class PeopleNamed:
    """Who asks, whom for, and through whom."""

    requester: Member
    recipient: Member | None = None
    connector: Member | None = None

    @property
    def all(self) -> list[Member]:
        """Everybody who is named."""
        return [person for person in (self.requester, self.recipient, self.connector) if person]


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What was read for one decision: the facts, the doors as the requester sees them, and what was sent.

    `sent_id` is the introduction that the same form sent already, if it did.
    """

    facts: AskFacts
    doors: dict[int, SeenDoor]
    sent_id: int | None


def gather(
    named: PeopleNamed,
    *,
    at: datetime,
    text: AskText | None = None,
    form_id: str | None = None,
    seen: Mapping[int, SeenDoor] | None = None,
) -> Gathered:
    """Read everything that the policy needs, once; `text` is None before anything is written.

    `seen` are doors as the requester sees them that have just been read.
    """
    requester, recipient, connector = named.requester, named.recipient, named.connector
    standing = limits_of(requester.id, at)
    lately = at - capacity.MONTH
    earlier = queries.earlier_asks(requester.id, _id(recipient), _id(connector)) if text else []
    known = queries.dealings(requester.id, _id(recipient), _id(connector), lately=lately, form_id=form_id)
    doors = _doors(named, seen or {})
    facts = AskFacts(
        at=at,
        room=_room(requester, standing, known, at),
        rests_until=standing.paused_until,
        frozen=standing.frozen,
        suspended=requester.suspended,
        read_first=is_read_first(requester, standing),
        month_frees_at=(known.first_asked_lately or lately) + capacity.MONTH,
        different_people=len({person.mailbox for person in named.all}) == len(named.all),
        acquainted=connector is None or known.acquainted,
        connector_rested_at=policy.connector_rested(known.connector_asked_at),
        already_connected=known.connected,
        already_open=known.already_open,
        apart_until=_apart_until(known),
        blocked=known.hidden,
        near_copy=text is not None and is_near_copy(_body(text.stored()), [_body(one) for one in earlier]),
        connector=policy.connector(doors[connector.id], at) if connector else None,
        recipient=_recipient(named, doors, text.purpose if text else None, at),
    )
    return Gathered(facts=facts, doors=doors, sent_id=known.sent_id)


def _doors(named: PeopleNamed, seen: Mapping[int, SeenDoor]) -> dict[int, SeenDoor]:
    unread = [one.id for one in (named.recipient, named.connector) if one and one.id not in seen]
    return dict(seen) | (visibility.doors_seen_by(named.requester.id, unread) if unread else {})


def _recipient(
    named: PeopleNamed, doors: Mapping[int, SeenDoor], purpose: Purpose | None, at: datetime
) -> PersonAsked | None:
    if named.recipient is None:
        return None
    direct = named.connector is None
    return policy.recipient(doors[named.recipient.id], at, direct=direct, purpose=purpose)


def refused(refusal: AskRefusal, facts: AskFacts, named: PeopleNamed) -> RequestRefused:
    """Return the refusal as an error, in words with names and dates."""
    at_recipient = policy.door(facts.connector, facts.at) is None
    connector = named.connector
    person = connector if connector and (refusal in _ABOUT_CONNECTOR or not at_recipient) else named.recipient
    return RequestRefused(refusal, **_details(refusal, facts, person, at_recipient=person is named.recipient))


def room_of(requester: Member, at: datetime) -> capacity.Room:
    """Return how much a requester may still ask, which is shown before they write."""
    known = queries.dealings(requester.id, None, None, lately=at - capacity.MONTH)
    return _room(requester, limits_of(requester.id, at), known, at)


def is_read_first(author: Member, standing: Limits) -> bool:
    """Whether a moderator reads what this member sends before it goes out."""
    first_ones = settings().first_asks_held
    return standing.held or (first_ones > 0 and queries.went_out(author.id, first_ones) < first_ones)


def ensure_does_not_rest(member: Member, at: datetime) -> Limits:
    """Return a member's limits; raise RequestRefused while a report or staff make their asking rest."""
    if member.suspended:
        raise RequestRefused(AskRefusal.SUSPENDED)
    standing = limits_of(member.id, at)
    if refusal := policy.rests(standing.paused_until, standing.frozen):
        raise RequestRefused(refusal, date=standing.paused_until)
    return standing


_TO_LOCK = (
    select(Member, Door, of_member(Member.id))
    .join(Door, Door.member_id == Member.id)
    .where(Member.id.in_(bindparam("ids", expanding=True)))
    .order_by(Member.id)
    .with_for_update(of=Member)
    .execution_options(populate_existing=True)
)


def lock(*people: Member | None) -> dict[int, str | None]:
    """Lock and reload these members' rows, always in one order, so that counting and asking are one step.

    Their doors are reloaded too. Return the groups that each is in, for `opens_directly`.
    """
    ids = sorted(id_of(person) for person in people if person)
    groups: dict[int, str | None] = {}
    for member, door, theirs in db.session.execute(_TO_LOCK, {"ids": ids}):
        set_committed_value(member, "door", door)
        groups[member.id] = theirs
    return groups


def recipient_seen_by(
    reader: Member, recipient: Member, at: datetime, purpose: Purpose | None = None
) -> PersonAsked:
    """Return what a connector can know of a recipient whom they might choose, from the sign that they see.

    Whether the recipient takes direct asks does not matter here.
    """
    return policy.recipient(visibility.door_seen_by(reader.id, recipient), at, direct=False, purpose=purpose)


def ensure_sign_allows(
    connector: Member, member: Member, at: datetime, purpose: Purpose | None = None
) -> None:
    """Raise RequestRefused, with what the sign says, if the connector may not bring this member an ask."""
    asked = recipient_seen_by(connector, member, at, purpose)
    if refusal := policy.door(asked, at):
        raise RequestRefused(refusal, name=member.name, date=asked.opens_at)


def opens_at(member: Member, role: Role, at: datetime) -> datetime:
    """Return when somebody whose door is not shut can be asked, whatever its sign says; `at` if now."""
    door, connects = member.door, role is Role.CONNECTOR
    shown = queries.shown_since(member.id, at - capacity.MONTH)
    alike = (Role.CONNECTOR,) if connects else RECIPIENT_ROLES
    opening = capacity.next_opening(
        [moment for asked_as, moment in shown if asked_as in alike],
        door.connects_per_30_days if connects else door.asks_per_30_days,
        at=at,
        mailbox=[moment for _role, moment in shown],
        paused_until=door.paused_until,
    )
    return opening or at


_ABOUT_CONNECTOR = {AskRefusal.NOT_ACQUAINTED, AskRefusal.CONNECTOR_RESTING}


def _details(
    refusal: AskRefusal, facts: AskFacts, person: Member | None, *, at_recipient: bool
) -> dict[str, object]:
    asked = facts.recipient if at_recipient else facts.connector
    dates = {
        AskRefusal.ASKING_RESTS: facts.rests_until,
        AskRefusal.ASKING_FROZEN: facts.rests_until,
        AskRefusal.TOO_SOON: facts.apart_until,
        AskRefusal.MONTH_FULL: facts.month_frees_at,
        AskRefusal.CONNECTOR_RESTING: facts.connector_rested_at,
        AskRefusal.DOOR_FULL: asked.opens_at if asked else None,
        AskRefusal.DOOR_PAUSED: asked.opens_at if asked else None,
    }
    numbers = {
        AskRefusal.OPEN_ASKS_FULL: facts.room.open_allowed,
        AskRefusal.MONTH_FULL: facts.room.month_allowed,
    }
    return {
        "name": person.name if person else "",
        "date": dates.get(refusal),
        "number": numbers.get(refusal, 0),
    }


def _room(requester: Member, standing: Limits, known: Dealings, at: datetime) -> capacity.Room:
    return capacity.room(
        joined_at=requester.joined_at,
        open_now=known.open_now,
        open_allowed=standing.open_allowed,
        this_month=known.asked_lately,
        at=at,
        # is_founding queries the database, so it is called for newcomers alone.
        founding=capacity.is_newcomer(requester.joined_at, at) and is_founding(at),
    )


def _id(person: Member | None) -> int | None:
    return person.id if person else None


def _apart_until(known: Dealings) -> datetime | None:
    if known.told_at is None or known.last_put_at is None:
        return None
    after = datetime.combine(known.ask_after, time(), tzinfo=UTC) if known.ask_after else None
    # Count from the day the requester was told: the day it really ended would tell who ended it.
    return policy.may_ask_again(known.told_at, settings().reask_days, after)


def _body(stored: dict[str, object]) -> str:
    return " ".join(str(stored[part]) for part in ("what_for", "why", "benefit"))
