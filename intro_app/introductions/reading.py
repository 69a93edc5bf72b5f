"""Decides what one person reads of an introduction: the names they may know, a status, what they can do.

The requester reads only four statuses, and nothing in them or beside them tells a no from silence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from intro_app.introductions.states import Answer, Role, State, Way
from intro_app.wording import N_, Worded

# What is read in place of a description that went with the account of whoever wrote it.
ERASED = "…"


class Status(Worded):
    """The status of an introduction, as its reader sees it."""

    HELD = "held", N_("Being read by a moderator")
    WAITING = "waiting", N_("Waiting")
    CONNECTED = "connected", N_("Connected")
    CLOSED = "closed", N_("Closed without an introduction")
    YOURS = "yours", N_("Waits for you")
    SAID_YES = "said_yes", N_("You said yes")
    SAID_NO = "said_no", N_("You said not this time")


def author_of(way: Way) -> Role:
    """Return the role of the person who sends an introduction of this way."""
    return Role.CONNECTOR if way is Way.OFFERED else Role.FIRST


class Group(Worded):
    """The sections of a reader's list: whether it waits for them, waits for others, or has ended."""

    MINE = "mine", N_("Waits for you")
    OTHERS = "others", N_("Waits for others")
    ENDED = "ended", N_("What became of the rest")


@dataclass(frozen=True, kw_only=True)
class Glance:
    """An introduction as its reader sees it in a list; `role`, `answer`, `taken_back` are the reader's own.

    `told_at` is when the reader was told how it ended; it is None before that, whatever has happened. Names
    are as stored; the functions below decide which of them the reader may know.
    """

    public_id: str
    way: Way
    state: State
    role: Role
    first: str
    second: str
    connector: str
    text: Mapping[str, Any]
    sent_at: datetime
    closes_at: datetime
    agreed_at: datetime | None = None
    author_told: bool = False
    wound_up: bool = False
    taken_back: bool = False
    answer: Answer | None = None
    decide_by: datetime | None = None
    told_at: datetime | None = None

    @property
    def is_author(self) -> bool:
        """Whether the reader sent it."""
        return self.role is author_of(self.way)


def status(seen: Glance) -> Status:
    """Return the status, using only what the reader may know."""
    if seen.state is State.CONNECTED:
        return Status.CONNECTED
    if seen.is_author:
        return _for_author(seen)
    if seen.answer is None:
        return Status.CLOSED if seen.state is State.CLOSED else Status.YOURS
    if seen.answer is not Answer.YES:
        return Status.SAID_NO
    return Status.CLOSED if seen.wound_up or seen.taken_back else Status.SAID_YES


def _for_author(seen: Glance) -> Status:
    if seen.author_told:
        return Status.CLOSED
    return Status.HELD if seen.state is State.HELD else Status.WAITING


def group(seen: Glance) -> Group:
    """Return who has to act now, as far as the reader may know."""
    stands = status(seen)
    if stands is Status.YOURS:
        return Group.MINE
    return Group.OTHERS if stands in {Status.HELD, Status.WAITING, Status.SAID_YES} else Group.ENDED


def grouped(glances: Sequence[Glance]) -> dict[Group, list[Glance]]:
    """Return the glances in groups, each group in the order given."""
    return {one: [seen for seen in glances if group(seen) is one] for one in Group}


def ended_on(seen: Glance) -> datetime | None:
    """Return when the reader was told how it ended, or None if their status does not say that it has."""
    return seen.told_at if status(seen) in {Status.CONNECTED, Status.CLOSED} else None


def name(seen: Glance, role: Role) -> str:
    """Return the name of this party, or a description if the reader may not know the name yet."""
    known = {Role.FIRST: seen.first, Role.SECOND: seen.second, Role.CONNECTOR: seen.connector}[role]
    if (
        role is seen.role
        or seen.role is Role.CONNECTOR
        or role is Role.CONNECTOR
        or seen.state is State.CONNECTED
    ):
        return known
    if seen.way is Way.OFFERED:
        return str(seen.text["first_described" if role is Role.FIRST else "second_described"] or ERASED)
    if seen.way is Way.BLIND and role is Role.SECOND:
        return str(seen.text["someone"] or ERASED)
    return known


def may_withdraw(seen: Glance) -> bool:
    """Whether the reader can withdraw the introduction: its author can, and a connector who said yes.

    They can as long as they have not been told how it ended: a button that disappeared would tell them.
    """
    if seen.is_author:
        return status(seen) in {Status.HELD, Status.WAITING}
    return seen.role is Role.CONNECTOR and status(seen) is Status.SAID_YES


def may_take_back(seen: Glance) -> bool:
    """Whether a party can take their own yes back, which again ends when they have been told."""
    return seen.role is not Role.CONNECTOR and status(seen) is Status.SAID_YES


def may_undo(seen: Glance) -> bool:
    """Whether a requester, who has no answer to take back, was told that all agreed and can still undo."""
    return seen.agreed_at is not None and seen.role is Role.FIRST and may_withdraw(seen)


def goes_out_at(seen: Glance, at: datetime, window: timedelta) -> datetime | None:
    """Return when a party gets the details, as they were told when all agreed; None if nothing was told.

    The time stays until it has come, whatever happens meanwhile.
    """
    if seen.agreed_at is None or seen.role is Role.CONNECTOR or not (may_undo(seen) or may_take_back(seen)):
        return None
    moment = seen.agreed_at + window
    return moment if at < moment or seen.state is State.AGREED else None


def waits_until(seen: Glance) -> datetime | None:
    """Return the date that the reader should know: by when to answer, or by when they will hear."""
    return {
        Status.YOURS: seen.decide_by,
        Status.WAITING: seen.closes_at,
        Status.SAID_YES: seen.closes_at,
    }.get(status(seen))
