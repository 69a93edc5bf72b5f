"""What follows from each outcome of an attempt to send: pure rules, no database, no network."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

EVERYTHING = "everything"
BOUNCED = "bounced"  # the scope of mailboxes that rest, see REST_OF_MAILBOX

LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=72)
JITTER = 0.2
MOST_UNSURE = 3
MOST_STUMBLES = 5

# So many temporary failures in a row, and a domain rests; one try when it wakes decides the next rest.
PATIENCE_WITH_DOMAIN = 5
FIRST_REST = timedelta(minutes=1)

# A mailbox that refused so often for good, within so long, gets nothing for a while.
REFUSALS = 2
REFUSALS_COUNT_FOR = timedelta(days=365)
REST_OF_MAILBOX = timedelta(days=30)

# A mailbox that took nothing for so many days in a row counts as one that refuses; a gap begins a new row of
# days.
DAYS_IN_A_ROW = timedelta(days=5)
GAP = GIVE_UP_AFTER

# The text of a message that waits for a person is kept for so long.
PARKED_FOR = timedelta(days=30)


# The scope of sign-in mail that a browser asked for which never signed in with this mailbox. Its stop ends by
# itself: whoever lost all their browsers must be able to come back.
SIGN_IN_BY_STRANGERS = "kind:sign_in"
STRANGERS_STOPPED_FOR = timedelta(days=30)


class DropReason(StrEnum):
    """Why a message was never sent."""

    SUPPRESSED = "suppressed"  # the recipient wants no such mail
    UNREACHABLE = "unreachable"  # the recipient has left, or a block stands before the sender
    BUDGET = "budget"  # the mailbox has had as much of this kind as it gets
    WITHHELD = "withheld"  # written only so that writing takes the same time whether it is sent or not
    CALLED_BACK = "called_back"  # what it was about has changed
    REFUSED = "refused"  # there is no such mailbox, or it was closed
    UNREACHED = "unreached"  # its mailbox took nothing for three days
    PARKED = "parked"  # it could not be sent, and a person should look; its text is kept for a while


class SendOutcome(StrEnum):
    """How one attempt ended, told from the mail server's own words."""

    SENT = "sent"
    LATER = "later"  # surely not sent; the server or the line says: not now
    PUT_OFF = "put_off"  # surely not sent; a 4xx about this recipient
    MAILBOX_BUSY = "mailbox_busy"  # surely not sent; the reader's mailbox is full or asleep, which passes
    UNSURE = "unsure"  # the final dot went out, no answer came back
    NO_MAILBOX = "no_mailbox"  # 5xx about this recipient
    REFUSED_US = "refused_us"  # 5xx about us: our quota, our name, what we write
    STUMBLED = "stumbled"  # our own failure on this message
    LATE = "late"  # our lease ran out before the final dot: surely not sent by us


@dataclass(frozen=True)
class Record:
    """What is known about a message when an attempt at it ends."""

    not_before: datetime
    attempts: int
    unsure: int
    stumbles: int
    silent_since: datetime | None = None  # from when on the reader's mailbox has taken nothing, day after day


@dataclass(frozen=True)
class Pauses:
    """The settings that matter here."""

    retry: timedelta
    unsure: timedelta

    @property
    def longest(self) -> timedelta:
        """No honest pause is longer; a date further ahead was written by a clock that ran ahead."""
        return max(LONGEST_PAUSE, self.unsure) * (1 + JITTER) + timedelta(seconds=1)


@dataclass(frozen=True)
class Next:
    """Either tried again at a date, or dropped for a reason; neither means sent."""

    due_at: datetime | None = None
    drop: DropReason | None = None


def after(outcome: SendOutcome, record: Record, pauses: Pauses, *, at: datetime, chance: float) -> Next:
    """What becomes of the message; `chance` from 0 to 1 spreads the retries."""
    if outcome is SendOutcome.SENT:
        return Next()
    if outcome is SendOutcome.NO_MAILBOX:
        return Next(drop=DropReason.REFUSED)
    if _is_hopeless(outcome, record, at):
        return Next(drop=_given_up(outcome, record, at))
    if outcome is SendOutcome.LATE:
        return Next(due_at=at)
    pause = pauses.unsure if outcome is SendOutcome.UNSURE else backoff(record.attempts, pauses.retry, chance)
    return Next(due_at=at + pause)


def _is_hopeless(outcome: SendOutcome, record: Record, at: datetime) -> bool:
    if outcome is SendOutcome.UNSURE:
        return record.unsure >= MOST_UNSURE
    if outcome is SendOutcome.STUMBLED:
        return record.stumbles + 1 >= MOST_STUMBLES
    return at - record.not_before > GIVE_UP_AFTER


def _given_up(outcome: SendOutcome, record: Record, at: datetime) -> DropReason:
    """Whose fault it was: what is not surely the reader's is kept for a person."""
    if record.silent_since and at - record.silent_since >= DAYS_IN_A_ROW:
        return DropReason.REFUSED
    return DropReason.UNREACHED if outcome is SendOutcome.MAILBOX_BUSY else DropReason.PARKED


def backoff(attempts: int, first: timedelta, chance: float) -> timedelta:
    """Twice as long after each attempt, at most an hour, give or take a fifth."""
    doubled = min(LONGEST_PAUSE, first * float(2 ** min(max(attempts - 1, 0), 20)))
    return doubled * (1 + JITTER * (2 * chance - 1))


def rest_of_domain(failures: int, at: datetime) -> datetime | None:
    """Until when a domain is left alone after so many temporary failures in a row, if at all."""
    if failures < PATIENCE_WITH_DOMAIN:
        return None
    return at + min(LONGEST_PAUSE, FIRST_REST * float(2 ** min(failures - PATIENCE_WITH_DOMAIN, 10)))


def stops(scope: str, since: datetime, scopes: Collection[str], *, security: bool, at: datetime) -> bool:
    """Whether a suppression of one scope keeps an e-mail with these scopes from its reader.

    Security mail goes out although everything is stopped: it is asked for by who wants to sign in.
    """
    if scope == BOUNCED:
        return not security and since + REST_OF_MAILBOX > at
    if scope == SIGN_IN_BY_STRANGERS and since + STRANGERS_STOPPED_FOR <= at:
        return False
    return scope in scopes or (scope == EVERYTHING and not security)


def dropped(why: DropReason, at: datetime) -> dict[str, Any]:
    """The values of a row that is not sent: nothing personal stays in it, unless a person is to send it after all."""
    values = {"dropped_at": at, "why": why.value}
    return values if why is DropReason.PARKED else values | {"address": None, "domain": None, "content": None}
