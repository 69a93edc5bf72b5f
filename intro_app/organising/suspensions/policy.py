"""Pure rules for who may suspend whom, for how long, and who decides about an appeal."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from intro_app.wording import N_, Labelled

SHORTEST_WORDS, LONGEST_WORDS = 20, 1_000
LONGEST_APPEAL = 2_000
APPEAL_WITHIN = timedelta(days=183)
SECOND_LOOK_AFTER = timedelta(hours=48)
# For how long after its end a suspension is remembered.
REMEMBERED_FOR = timedelta(days=365)
# How old a link may be with which a removed member takes their data or deletes their account.
LINK_IS_FRESH_FOR = timedelta(days=1)


class SuspensionLength(Labelled):
    """For how long an account is suspended, or that it is removed."""

    WEEK = "7", N_("Suspend for 7 days")
    MONTH = "30", N_("Suspend for 30 days")
    QUARTER = "90", N_("Suspend for 90 days")
    HALF_YEAR = "180", N_("Suspend for 180 days")
    REMOVED = "removed", N_("Remove the account")

    def until(self, at: datetime) -> datetime | None:
        """Return when it ends by itself; None for a removal."""
        return None if self is SuspensionLength.REMOVED else at + timedelta(days=int(self.value))


class SuspensionRefusal(Enum):
    """Why somebody may not suspend, remove or judge; the value is what staff read."""

    ONESELF = N_("You can’t decide about yourself.")
    TOO_NEAR = N_("One of you invited the other. Someone else has to decide this.")
    ON_STAFF = N_("This person has rights here. Take those away first.")
    ALREADY = N_("This account is suspended or removed already.")
    SAME_JUDGE = N_("Whoever decided first can’t judge the appeal. Someone else has to.")
    TOO_SOON = N_(
        "You’re the only person who can decide this. Look at it again 48 hours after the appeal came in."
    )
    NO_APPEAL = N_("There’s no appeal to decide.")


@dataclass(frozen=True, kw_only=True)
class SuspensionContext:
    """The facts that decide whether somebody may suspend or remove a member."""

    staff_id: int
    member_id: int
    invited: bool  # whether one of the two came by the other's invitation
    has_rights: bool
    is_suspended: bool


@dataclass(frozen=True, kw_only=True)
class JudgeContext:
    """The facts that decide whether somebody may judge an appeal.

    `invited` says whether one of the two came by the other's invitation; `others` counts who could judge
    instead, without having decided first or having invited.
    """

    staff_id: int
    decided_by: int
    member_id: int
    invited: bool
    appealed_at: datetime
    others: int
    at: datetime


def against_suspending(facts: SuspensionContext) -> SuspensionRefusal | None:
    """Return why this person may not suspend or remove this member, or None."""
    if facts.staff_id == facts.member_id:
        return SuspensionRefusal.ONESELF
    if facts.invited:
        return SuspensionRefusal.TOO_NEAR
    if facts.has_rights:
        return SuspensionRefusal.ON_STAFF
    return SuspensionRefusal.ALREADY if facts.is_suspended else None


def against_judging(facts: JudgeContext) -> SuspensionRefusal | None:
    """Return why this person may not judge an appeal, or None.

    It must be somebody who did not decide first, and who did not invite the member or come by them; if there
    is nobody else, the same one may after 48 hours.
    """
    if facts.staff_id == facts.member_id:
        return SuspensionRefusal.ONESELF
    decided = facts.staff_id == facts.decided_by
    if not decided and not facts.invited:
        return None
    if facts.others:
        return SuspensionRefusal.SAME_JUDGE if decided else SuspensionRefusal.TOO_NEAR
    waited = facts.at >= facts.appealed_at + SECOND_LOOK_AFTER
    return None if waited else SuspensionRefusal.TOO_SOON
