"""Decides from facts whether an introduction may be asked for; people are told before they write."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from intro_app.introductions.capacity import MONTH, Room, pause_over
from intro_app.introductions.texts import Purpose
from intro_app.people.visibility import SeenDoor
from intro_app.wording import N_


class AskRefusal(Enum):
    """The reasons for a refusal, in the words people read; `name`, `date` and `number` are filled in."""

    YOURSELF = N_("You can’t be introduced to yourself.")
    SAME_PERSON = N_("An introduction needs three different people.")
    ALREADY_CONNECTED = N_("You and %(name)s have already been introduced here.")
    ALREADY_OPEN = N_("An introduction between you and %(name)s is already under way.")
    TOO_SOON = N_("You’ve asked to meet %(name)s before. You can ask again from %(date)s.")
    ASKING_RESTS = N_(
        "A report about you was upheld, so you can’t send requests until %(date)s, or until it’s "
        "reversed. You can still answer, introduce others and be asked. Your trust page has the reasons."
    )
    ASKING_FROZEN = N_(
        "A moderator is reading a report, so you can’t send new requests until %(date)s at the latest. "
        "Nothing has been decided, and it ends by itself. You can still answer, introduce others and be "
        "asked."
    )
    SUSPENDED = N_(
        "Your account is suspended, so you can’t ask or introduce anyone. You can still answer. "
        "We’ve written to you why, and how to appeal."
    )
    OPEN_ASKS_FULL = N_(
        "You’ve reached your limit of open requests (%(number)s). Withdraw one or wait for an answer first."
    )
    MONTH_FULL = N_(
        "You’ve reached your limit for 30 days (%(number)s requests). You can ask again from %(date)s."
    )
    DOOR_CLOSED = N_("%(name)s isn’t taking requests at the moment.")
    DOOR_FULL = N_("%(name)s isn’t taking any more requests for now. You can ask from %(date)s.")
    DOOR_PAUSED = N_("%(name)s isn’t taking requests until %(date)s.")
    PURPOSE_REFUSED = N_("%(name)s doesn’t take requests for this purpose.")
    NOT_ACQUAINTED = N_("You can only ask people you know here to introduce you.")
    CONNECTOR_RESTING = N_(
        "You asked %(name)s for an introduction recently. You can ask again from %(date)s."
    )
    NEAR_COPY = N_(
        "This is almost the same as something you wrote to someone else. Write it for this person."
    )
    CANNOT_BE_DONE = N_("This isn’t possible at the moment.")


@dataclass(frozen=True, kw_only=True)
class PersonAsked:
    """What is known of somebody who would be asked: when they can be asked, and what they refuse."""

    opens_at: datetime | None
    takes_asks: bool
    refuses_purpose: bool = False
    is_paused: bool = False


@dataclass(frozen=True, kw_only=True)
class AskFacts:
    """All facts that the decision rests on, read in the deciding transaction.

    `apart_until` is the end of the time in which this pair may not be asked for again. `blocked` is any block
    between the people named that the requester may know of; it reads like a closed door. A block that they
    may not know of yet, since they wait for that person, refuses nothing: the ask is withheld. `read_first`
    means that a moderator reads what they send before it goes out; it refuses nothing.
    """

    at: datetime
    room: Room
    month_frees_at: datetime
    different_people: bool
    recipient: PersonAsked | None = None
    connector: PersonAsked | None = None
    acquainted: bool = True
    connector_rested_at: datetime | None = None
    already_connected: bool = False
    already_open: bool = False
    apart_until: datetime | None = None
    blocked: bool = False
    near_copy: bool = False
    rests_until: datetime | None = None
    frozen: bool = False
    read_first: bool = False
    suspended: bool = False


def refusal(facts: AskFacts) -> AskRefusal | None:
    """Return the first reason against asking, or None if it may be asked."""
    return (
        (AskRefusal.SUSPENDED if facts.suspended else None)
        or rests(facts.rests_until, facts.frozen)
        or _about_the_pair(facts)
        or _about_the_requester(facts)
        or _about_the_doors(facts)
        or _about_the_text(facts)
    )


def rests(until: datetime | None, frozen: bool) -> AskRefusal | None:
    """Return why somebody's asking and offering rests, or None."""
    if until is None:
        return None
    return AskRefusal.ASKING_FROZEN if frozen else AskRefusal.ASKING_RESTS


def _about_the_pair(facts: AskFacts) -> AskRefusal | None:
    if not facts.different_people:
        return AskRefusal.YOURSELF
    if facts.already_connected:
        return AskRefusal.ALREADY_CONNECTED
    if facts.already_open:
        return AskRefusal.ALREADY_OPEN
    return None


def _about_the_requester(facts: AskFacts) -> AskRefusal | None:
    if facts.room.open_now >= facts.room.open_allowed:
        return AskRefusal.OPEN_ASKS_FULL
    if facts.room.this_month >= facts.room.month_allowed:
        return AskRefusal.MONTH_FULL
    if facts.apart_until and facts.at < facts.apart_until:
        return AskRefusal.TOO_SOON
    return None


def _about_the_doors(facts: AskFacts) -> AskRefusal | None:
    if not facts.acquainted:
        return AskRefusal.NOT_ACQUAINTED
    if facts.connector_rested_at and facts.at < facts.connector_rested_at:
        return AskRefusal.CONNECTOR_RESTING
    if facts.blocked:
        return AskRefusal.DOOR_CLOSED
    return door(facts.connector, facts.at) or door(facts.recipient, facts.at)


def door(person: PersonAsked | None, at: datetime) -> AskRefusal | None:
    """Return why this person cannot be asked now, or None; pages show the same reason on a closed door."""
    if person is None:
        return None
    if not person.takes_asks or person.opens_at is None:
        return AskRefusal.DOOR_CLOSED
    if person.refuses_purpose:
        return AskRefusal.PURPOSE_REFUSED
    if person.opens_at <= at:
        return None
    return AskRefusal.DOOR_PAUSED if person.is_paused else AskRefusal.DOOR_FULL


def _about_the_text(facts: AskFacts) -> AskRefusal | None:
    return AskRefusal.NEAR_COPY if facts.near_copy else None


def may_ask_again(closed_at: datetime, reask_days: int, ask_after: datetime | None) -> datetime:
    """Return from when the same person may be asked again: the day they named, or else `reask_days` later."""
    return ask_after or closed_at + timedelta(days=reask_days)


def connector_rested(last_asked: datetime | None) -> datetime | None:
    """Return from when the same requester may ask the same connector again; None if they never have."""
    return last_asked + MONTH if last_asked else None


def recipient(sign: SeenDoor, at: datetime, *, direct: bool, purpose: Purpose | None = None) -> PersonAsked:
    """Return what the sign on a door says of somebody as a recipient, asked directly or by a connector.

    The sign does not tell how full the door is now.
    """
    takes_asks = sign.takes_asks and (sign.takes_direct_asks or not direct)
    refuses = purpose is not None and purpose in sign.refused_purposes
    return _person(sign, sign.asks_full_until, at, takes_asks=takes_asks, refuses_purpose=refuses)


def connector(sign: SeenDoor, at: datetime) -> PersonAsked:
    """Return what the sign on a door says of somebody as a connector."""
    return _person(sign, sign.connects_full_until, at, takes_asks=sign.connects)


def _person(
    sign: SeenDoor,
    full_until: datetime | None,
    at: datetime,
    *,
    takes_asks: bool,
    refuses_purpose: bool = False,
) -> PersonAsked:
    pause, full = pause_over(sign.paused_until, at), full_until or at
    return PersonAsked(
        opens_at=max(pause, full),
        takes_asks=takes_asks,
        refuses_purpose=refuses_purpose,
        is_paused=pause > at and pause >= full,
    )
