"""Decides what one person reads of an introduction: the names they may know, a status, what they can do.

The requester reads only four statuses, and nothing in them or beside them tells a no from silence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from intro_app.introductions.states import Answer, Role, State, Way
from intro_app.wording import N_, Labelled

# What is read in place of a description that went with the account of whoever wrote it.
ERASED = "…"


class Status(Labelled):
    """The status of an introduction, as its reader sees it."""

    HELD = "held", N_("Being read by a moderator")
    WAITING = "waiting", N_("Waiting")
    CONNECTED = "connected", N_("Connected")
    CLOSED = "closed", N_("Closed without an introduction")
    YOURS = "yours", N_("Needs your answer")
    SAID_YES = "said_yes", N_("You said yes")
    SAID_NO = "said_no", N_("You said “not this time”")


def author_of(way: Way) -> Role:
    """Return the role of the person who sends an introduction of this way."""
    return Role.CONNECTOR if way is Way.OFFERED else Role.FIRST


class Group(Labelled):
    """The sections of a reader's list: whether it waits for them, waits for others, or has ended."""

    MINE = "mine", N_("Needs your answer")
    OTHERS = "others", N_("Waiting")
    ENDED = "ended", N_("Past")


@dataclass(frozen=True, kw_only=True)
class IntroductionView:
    """An introduction as its reader sees it; `role`, `answer`, `taken_back` are the reader's own.

    `told_at` is when the reader was told how it ended; it is None before that, whatever has happened. Names
    are as stored; `name_of()` decides which of them the reader may know.
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

    @cached_property
    def status(self) -> Status:
        """The status, using only what the reader may know."""
        if self.state is State.CONNECTED:
            return Status.CONNECTED
        if self.is_author:
            return self._status_for_author
        if self.answer is None:
            return Status.CLOSED if self.state is State.CLOSED else Status.YOURS
        if self.answer is not Answer.YES:
            return Status.SAID_NO
        return Status.CLOSED if self.wound_up or self.taken_back else Status.SAID_YES

    @property
    def _status_for_author(self) -> Status:
        if self.author_told:
            return Status.CLOSED
        return Status.HELD if self.state is State.HELD else Status.WAITING

    @property
    def group(self) -> Group:
        """Who has to act now, as far as the reader may know."""
        stands = self.status
        if stands is Status.YOURS:
            return Group.MINE
        return Group.OTHERS if stands in {Status.HELD, Status.WAITING, Status.SAID_YES} else Group.ENDED

    @property
    def ended_on(self) -> datetime | None:
        """When the reader was told how it ended, or None if their status does not say that it has."""
        return self.told_at if self.status in {Status.CONNECTED, Status.CLOSED} else None

    def name_of(self, role: Role) -> str:
        """Return the name of this party, or a description if the reader may not know the name yet."""
        known = {Role.FIRST: self.first, Role.SECOND: self.second, Role.CONNECTOR: self.connector}[role]
        if (
            role is self.role
            or self.role is Role.CONNECTOR
            or role is Role.CONNECTOR
            or self.state is State.CONNECTED
        ):
            return known
        if self.way is Way.OFFERED:
            return str(self.text["first_described" if role is Role.FIRST else "second_described"] or ERASED)
        if self.way is Way.BLIND and role is Role.SECOND:
            return str(self.text["someone"] or ERASED)
        return known

    @property
    def may_withdraw(self) -> bool:
        """Whether the reader can withdraw the introduction: its author can, and a connector who said yes.

        They can as long as they have not been told how it ended: a button that disappeared would tell them.
        """
        if self.is_author:
            return self.status in {Status.HELD, Status.WAITING}
        return self.role is Role.CONNECTOR and self.status is Status.SAID_YES

    @property
    def may_take_back(self) -> bool:
        """Whether a party can take their own yes back, which again ends when they have been told."""
        return self.role is not Role.CONNECTOR and self.status is Status.SAID_YES

    @property
    def may_undo(self) -> bool:
        """Whether a requester, who has no answer to take back, was told that all agreed and can undo it."""
        return self.agreed_at is not None and self.role is Role.FIRST and self.may_withdraw

    def goes_out_at(self, at: datetime, window: timedelta) -> datetime | None:
        """Return when a party gets the details, as they were told when all agreed; None if nothing was told.

        The time stays until it has come, whatever happens meanwhile.
        """
        if self.agreed_at is None or self.role is Role.CONNECTOR or not (self.may_undo or self.may_take_back):
            return None
        moment = self.agreed_at + window
        return moment if at < moment or self.state is State.AGREED else None

    @property
    def waits_until(self) -> datetime | None:
        """The date that the reader should know: by when to answer, or by when they will hear."""
        return {
            Status.YOURS: self.decide_by,
            Status.WAITING: self.closes_at,
            Status.SAID_YES: self.closes_at,
        }.get(self.status)


def grouped(introductions: Sequence[IntroductionView]) -> dict[Group, list[IntroductionView]]:
    """Return the introductions in groups, each group in the order given."""
    return {one: [seen for seen in introductions if seen.group is one] for one in Group}
