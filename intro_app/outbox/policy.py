"""Pure rules for what follows from each outcome of an attempt to send."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

EVERYTHING = "everything"
BOUNCED = "bounced"  # the scope of mailboxes that refused for good, see REST_OF_MAILBOX

LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=72)
JITTER = 0.2
MOST_UNSURE = 3
MOST_STUMBLES = 5

# After so many temporary failures in a row a domain is paused; the first attempt after the pause decides
# whether it gets a longer one.
PATIENCE_WITH_DOMAIN = 5
FIRST_REST = timedelta(minutes=1)

# A mailbox that refused for good REFUSALS times within REFUSALS_COUNT_FOR gets nothing for REST_OF_MAILBOX.
REFUSALS = 2
REFUSALS_COUNT_FOR = timedelta(days=365)
REST_OF_MAILBOX = timedelta(days=30)

# A mailbox that accepted nothing for DAYS_IN_A_ROW counts as one that refuses; the count starts again after a
# GAP without any attempt.
DAYS_IN_A_ROW = timedelta(days=5)
GAP = GIVE_UP_AFTER

# How long the text of a dead letter is kept.
PARKED_FOR = timedelta(days=30)


# The scope of sign-in mail requested by a browser that never signed in with this mailbox. Its stop expires,
# because somebody who lost all their browsers must be able to come back.
SIGN_IN_BY_STRANGERS = "kind:sign_in"
STRANGERS_STOPPED_FOR = timedelta(days=30)


class DropReason(StrEnum):
    """Why a message was never sent."""

    SUPPRESSED = "suppressed"  # the recipient stopped such mail
    UNREACHABLE = "unreachable"  # the recipient has left, or there is a block between them and the sender
    BUDGET = "budget"  # the mailbox has had its budget of this kind
    WITHHELD = "withheld"  # written only so that writing takes the same time whether it is sent or not
    CALLED_BACK = "called_back"  # what it was about has changed
    REFUSED = "refused"  # there is no such mailbox, or it was closed
    UNREACHED = "unreached"  # its mailbox accepted nothing for three days
    PARKED = "parked"  # a dead letter: it could not be sent and waits for an operator, with its text


class SendOutcome(StrEnum):
    """How one attempt ended, judged by the mail server's answer."""

    SENT = "sent"
    LATER = "later"  # certainly not sent: a temporary failure of the server or the connection
    PUT_OFF = "put_off"  # certainly not sent: a 4xx about this recipient
    MAILBOX_BUSY = "mailbox_busy"  # certainly not sent: the reader's mailbox is full or disabled for now
    UNSURE = "unsure"  # unconfirmed: the final dot went out, no answer came back
    NO_MAILBOX = "no_mailbox"  # 5xx about this recipient
    REFUSED_US = "refused_us"  # 5xx about us: our quota, our reputation, our content
    STUMBLED = "stumbled"  # an exception of ours
    LATE = "late"  # our lease expired before the final dot: certainly not sent by us


@dataclass(frozen=True)
class Record:
    """What is known about a message when an attempt at it ends."""

    not_before: datetime
    attempts: int
    unsure: int
    stumbles: int
    silent_since: datetime | None = None  # since when the mailbox accepted nothing


@dataclass(frozen=True)
class Pauses:
    """How long to wait before the next attempt: after a failure, and after an unconfirmed one."""

    retry: timedelta
    unsure: timedelta

    @property
    def longest(self) -> timedelta:
        """The longest possible pause; a date further ahead was written by a clock that ran ahead."""
        return max(LONGEST_PAUSE, self.unsure) * (1 + JITTER) + timedelta(seconds=1)


@dataclass(frozen=True)
class Next:
    """What to do with the message: retry it at `due_at`, drop it for a reason, or neither if it was sent."""

    due_at: datetime | None = None
    drop: DropReason | None = None


def after(outcome: SendOutcome, record: Record, pauses: Pauses, *, at: datetime, chance: float) -> Next:
    """Return what to do with the message; `chance`, from 0 to 1, spreads the retries."""
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
    """Return the reason to drop it; what is not certainly the mailbox's fault is kept for an operator."""
    if record.silent_since and at - record.silent_since >= DAYS_IN_A_ROW:
        return DropReason.REFUSED
    return DropReason.UNREACHED if outcome is SendOutcome.MAILBOX_BUSY else DropReason.PARKED


def backoff(attempts: int, first: timedelta, chance: float) -> timedelta:
    """Return the pause before the next attempt: doubled after each, at most an hour, ±20 %."""
    doubled = min(LONGEST_PAUSE, first * float(2 ** min(max(attempts - 1, 0), 20)))
    return doubled * (1 + JITTER * (2 * chance - 1))


def sent_together(lost: Sequence[int]) -> int:
    """Return how many of the first messages go out as one group; `lost` says how many workers died over each.

    One that may have killed a worker goes alone, so that the next worker repeats no other message for it.
    """
    return 1 if lost[0] else next((place for place, deaths in enumerate(lost) if deaths), len(lost))


def rest_of_domain(failures: int, at: datetime) -> datetime | None:
    """Return until when a domain is paused after so many temporary failures in a row, or None."""
    if failures < PATIENCE_WITH_DOMAIN:
        return None
    return at + min(LONGEST_PAUSE, FIRST_REST * float(2 ** min(failures - PATIENCE_WITH_DOMAIN, 10)))


def stops(scope: str, since: datetime, scopes: Collection[str], *, security: bool, at: datetime) -> bool:
    """Whether a suppression of `scope`, in force since `since`, stops an e-mail with these scopes.

    Security mail is sent although everything is stopped, because somebody requests it to sign in.
    """
    if scope == BOUNCED:
        return not security and since + REST_OF_MAILBOX > at
    if scope == SIGN_IN_BY_STRANGERS and since + STRANGERS_STOPPED_FOR <= at:
        return False
    return scope in scopes or (scope == EVERYTHING and not security)


def dropped(why: DropReason, at: datetime) -> dict[str, Any]:
    """Return the column values of a dropped message: no personal data, except in a dead letter."""
    values = {"dropped_at": at, "why": why.value}
    return values if why is DropReason.PARKED else values | {"address": None, "domain": None, "content": None}
