"""Pure decisions about signing in, passkeys and the founding phase."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from intro_app.identity.models.staff import StaffRole
from intro_app.wording import N_

# The most sign-in e-mails to one mailbox, counted apart for familiar browsers and for all others.
SIGN_INS_AN_HOUR = 5
SIGN_INS_A_DAY = 10

# Changing how an account can be opened requires a sign-in no older than this.
FRESH = timedelta(minutes=10)

# How many codes a day a member may have sent to addresses that they type as their new one.
CHANGES_A_DAY = 3

# A site is founding from its first admin until so many people have signed in twice, or so much time is over.
FOUNDING_MEMBERS = 30
FOUNDING_DAYS = timedelta(days=60)
# Who signs in again so soon after they joined has not come back: it is the same visit.
FIRST_VISIT = timedelta(hours=1)


# By what somebody signs in where mail alone opens nothing (OIDC_ONLY): the second proof of an account that is
# to be connected, a link that the operator made. A provider alone has proved the address of BY_PROVIDER.
BY_PROOF, BY_OPERATOR, BY_PROVIDER = "proof", "operator", "provider"


def may_open(*, only: bool, opened_by: str, has_powers: bool) -> bool:
    """Return whether a session may be opened; with `only`, by a provider, and by a passkey of staff.

    `opened_by` is the identity at a provider, or one of the ways above; "" is mail and what follows from it.
    """
    return not only or bool(opened_by) or has_powers


def is_of_provider(opened_by: str) -> bool:
    """Return whether an identity at a provider opened a session."""
    return opened_by.startswith("identity:")


def is_way_of_its_own(brought_by: str) -> bool:
    """Return whether a request to sign in was made where more than the mailbox is proved."""
    return brought_by in {BY_PROOF, BY_OPERATOR}


def is_settled(first_admin_at: datetime | None, came_back: int, at: datetime) -> bool:
    """Return whether the founding phase of the site is over, which began with its first admin."""
    is_late = first_admin_at is not None and at >= first_admin_at + FOUNDING_DAYS
    return is_late or came_back >= FOUNDING_MEMBERS


def is_founding(first_admin_at: datetime | None, came_back: int, at: datetime) -> bool:
    """Return whether the site is in its founding phase, in which newcomers may ask a little more.

    `came_back` counts who has signed in twice, and has left since as well, and `first_admin_at` never
    changes, so the phase never comes back once it is over.
    """
    return first_admin_at is not None and not is_settled(first_admin_at, came_back, at)


def may_mail_sign_in(asked_at: Sequence[datetime], at: datetime) -> bool:
    """Return whether one more sign-in e-mail may go out, given when earlier ones were asked for."""
    hour = sum(at - moment < timedelta(hours=1) for moment in asked_at)
    day = sum(at - moment < timedelta(days=1) for moment in asked_at)
    return hour < SIGN_INS_AN_HOUR and day < SIGN_INS_A_DAY


def is_fresh(since: datetime, at: datetime) -> bool:
    """Return whether a sign-in at `since` is recent enough for sensitive changes."""
    return at - since <= FRESH


def may_change_ways_in(*, fresh: bool, by_passkey: bool, on_staff: bool, passkeys: int) -> bool:
    """Return whether this session may change how the account is opened: its passkeys and its address.

    Staff may use a session opened by e-mail only while they have no passkey, so that somebody who later
    takes over the mailbox gains no staff powers.
    """
    return fresh and (by_passkey or not (on_staff and passkeys))


def may_lose_passkey(left: int, *, on_staff: bool) -> bool:
    """Return whether a passkey may be removed when `left` working ones remain; staff must keep one."""
    return left > 0 or not on_staff


def counts_on(known: int, said: int) -> bool:
    """Return whether a counter moved forward, from `known` to `said`. Devices without one always report 0."""
    return said > known or said == known == 0


# The rights that are given to staff, in the words of whoever gives them.
RIGHTS = {
    StaffRole.HOST: N_("Reception: members, requests to join, evening passes"),
    StaffRole.MODERATOR: N_("Moderator: reports and appeals"),
    StaffRole.CARETAKER: N_("Caretaker: health, figures and settings of the site"),
    StaffRole.MONEY: N_("Money: payments, prices and gifts, in sums"),
    StaffRole.GIVE_RIGHTS: N_("Gives rights to others"),
    StaffRole.ADMIN: N_("Admin: everything here except moderating"),
}

# Whose holder has not opened a page of it for so long is asked whether they still need it, and loses it then.
RIGHT_UNUSED = timedelta(days=180)
RIGHT_ENDS_AFTER = timedelta(days=14)
# The last use is stored once in so much time, so that a visit rarely writes.
USE_NOTED = timedelta(days=7)


def powers_of(roles: Iterable[StaffRole]) -> frozenset[StaffRole]:
    """Return the rights that these roles give: an admin has every one but a moderator's."""
    held = frozenset(roles)
    return held | (frozenset(StaffRole) - {StaffRole.MODERATOR}) if StaffRole.ADMIN in held else held


def roles_used(held: Mapping[StaffRole, datetime | None], right: str, at: datetime) -> frozenset[StaffRole]:
    """Return the roles by which a page of this right is opened, and whose last use is worth storing anew."""
    return frozenset(
        role
        for role, used_at in held.items()
        if right in powers_of([role]) and (used_at is None or used_at <= at - USE_NOTED)
    )


def month_of(day: date) -> date:
    """Return the first day of a day's month: all that is stored of when a member was last seen."""
    return day.replace(day=1)
