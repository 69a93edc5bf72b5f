"""Gathers what the policy decides on, and puts its refusals into words with names and dates."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import select

from intro_app.config import settings
from intro_app.db import db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.identity.queries import is_founding
from intro_app.introductions import capacity, policy, queries, signs
from intro_app.introductions.policy import AskFacts, AskRefusal, PersonAsked
from intro_app.introductions.states import Role
from intro_app.introductions.texts import AskText, Purpose
from intro_app.people import visibility
from intro_app.text.likeness import is_near_copy
from intro_app.trust.policy import Limits
from intro_app.trust.queries import limits_of

RECIPIENT_ROLES = (Role.FIRST, Role.SECOND)


class RequestRefused(DomainError):
    """An introduction that may not be asked for now, with the reason in words."""

    def __init__(self, refusal: AskRefusal, **details: object) -> None:
        super().__init__(refusal.value, **details)
        self.refusal = refusal


def facts_for(
    requester: Member,
    *,
    recipient: Member | None,
    connector: Member | None,
    at: datetime,
    purpose: Purpose | None = None,
    text: AskText | None = None,
) -> AskFacts:
    """Everything the policy wants to know; before writing, without purpose and text."""
    named = [person for person in (recipient, connector) if person]
    asked = queries.asked_since(requester.id, at - capacity.MONTH)
    standing = limits_of(requester.id, at)
    return AskFacts(
        at=at,
        room=_room(requester, standing, len(asked), at),
        rests_until=standing.paused_until,
        frozen=standing.frozen,
        month_frees_at=asked[0] + capacity.MONTH if asked else at,
        different_people=_different([requester, *named]),
        recipient=_recipient(requester, recipient, at, direct=connector is None, purpose=purpose),
        connector=_connecting(requester, connector, at),
        acquainted=connector is None or visibility.know_each_other(requester.id, connector.id),
        connector_rested_at=_rested(requester, connector),
        **(_between(requester, recipient) if recipient else {}),
        blocked=any(visibility.is_hidden(requester.id, person.id) for person in named),
        near_copy=text is not None and is_near_copy(*_prose(requester, text, recipient, connector)),
    )


def ensure_allowed(facts: AskFacts, *, recipient: Member | None, connector: Member | None) -> None:
    """Raise RequestRefused, in words with names and dates, unless this may be asked."""
    if refusal := policy.refusal(facts):
        at_recipient = policy.door(facts.connector, facts.at) is None
        person = connector if connector and (refusal in _ABOUT_CONNECTOR or not at_recipient) else recipient
        raise RequestRefused(refusal, **_details(refusal, facts, person, at_recipient=person is recipient))


def room_of(requester: Member, at: datetime) -> capacity.Room:
    """How much a requester may still ask, told before they write."""
    lately = len(queries.asked_since(requester.id, at - capacity.MONTH))
    return _room(requester, limits_of(requester.id, at), lately, at)


def ensure_does_not_rest(member: Member, at: datetime) -> None:
    """Raise RequestRefused while a member's asking and offering rests because of a report."""
    standing = limits_of(member.id, at)
    if refusal := policy.rests(standing.paused_until, standing.frozen):
        raise RequestRefused(refusal, date=standing.paused_until)


def lock(*people: Member | None) -> None:
    """Hold these members' rows, in one order, so that counting and asking are one step."""
    ids = sorted(person.id for person in people if person)
    db.session.execute(select(Member.id).where(Member.id.in_(ids)).order_by(Member.id).with_for_update())


def recipient_seen_by(
    reader: Member, recipient: Member, at: datetime, purpose: Purpose | None = None
) -> PersonAsked:
    """A recipient as a connector's choice, by the sign that the connector sees: their direct door does not matter."""
    return signs.recipient(visibility.door_seen_by(reader.id, recipient), at, direct=False, purpose=purpose)


def ensure_sign_allows(
    connector: Member, member: Member, at: datetime, purpose: Purpose | None = None
) -> None:
    """Raise RequestRefused, with what the sign says, when a connector may not bring an ask to this member today."""
    asked = recipient_seen_by(connector, member, at, purpose)
    if refusal := policy.door(asked, at):
        raise RequestRefused(refusal, name=member.name, date=asked.opens_at)


def opens_at(member: Member, role: Role, at: datetime) -> datetime:
    """When somebody whose door is not shut can be asked, whatever its sign says: `at` itself if now."""
    door, connects = member.door, role is Role.CONNECTOR
    lately = at - capacity.MONTH
    opening = capacity.next_opening(
        queries.shown_since(member.id, (role,) if connects else RECIPIENT_ROLES, lately),
        door.connects_per_30_days if connects else door.asks_per_30_days,
        at=at,
        mailbox=queries.shown_since(member.id, tuple(Role), lately),
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


def _room(requester: Member, standing: Limits, this_month: int, at: datetime) -> capacity.Room:
    return capacity.room(
        joined_at=requester.joined_at,
        open_now=queries.open_asks(requester.id),
        open_allowed=standing.open_allowed,
        this_month=this_month,
        at=at,
        founding=capacity.is_newcomer(requester.joined_at, at)
        and is_founding(at),  # asked for newcomers alone
    )


def _different(people: Sequence[Member]) -> bool:
    return len({person.mailbox for person in people}) == len(people)


def _recipient(
    requester: Member, recipient: Member | None, at: datetime, *, direct: bool, purpose: Purpose | None
) -> PersonAsked | None:
    if recipient is None:
        return None
    return signs.recipient(
        visibility.door_seen_by(requester.id, recipient), at, direct=direct, purpose=purpose
    )


def _connecting(requester: Member, connector: Member | None, at: datetime) -> PersonAsked | None:
    return signs.connector(visibility.door_seen_by(requester.id, connector), at) if connector else None


def _between(requester: Member, recipient: Member) -> dict[str, Any]:
    """What the requester and the recipient already have with each other, as far as the requester knows."""
    return {
        "already_connected": queries.connected_pair(requester.id, recipient.id),
        "already_open": queries.open_pair_known_to(requester.id, recipient.id),
        "apart_until": _apart_until(requester, recipient),
    }


def _rested(requester: Member, connector: Member | None) -> datetime | None:
    if connector is None:
        return None
    return policy.connector_rested(queries.last_asked(requester.id, [connector.id]).get(connector.id))


def _apart_until(requester: Member, recipient: Member) -> datetime | None:
    last = queries.last_closing(requester.id, recipient.id)
    ask = last and last.ask_of(Role.SECOND)
    if not last or not ask or ask.put_at is None or last.author_told_at is None:
        return None
    after = datetime.combine(ask.ask_after, time(), tzinfo=UTC) if ask.ask_after else None
    # Counted from the day the requester was told: the day it really ended would tell who ended it.
    return policy.may_ask_again(last.author_told_at, settings().reask_days, after)


def _prose(
    requester: Member, text: AskText, recipient: Member | None, connector: Member | None
) -> tuple[str, list[str]]:
    def body(stored: dict[str, object]) -> str:
        return " ".join(str(stored[part]) for part in ("what_for", "why", "benefit"))

    earlier = queries.earlier_asks(
        requester.id,
        recipient_id=recipient.id if recipient else None,
        connector_id=connector.id if connector else None,
    )
    return body(text.stored()), [body(one) for one in earlier]
