"""Queries on settings: how they stand, and who changed them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, Select, String, bindparam, cast, func, select

from intro_app.audit.models import AuditEntry
from intro_app.config import settings
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.site_settings import ON_PAGE, SettingProposal, SiteSetting, locked_settings, value_of
from intro_app.small_counts import SMALL
from intro_app.text.mailboxes import host_of, is_of

_SHOWN = 20
_ADDRESSES = select(Member.email).where(Member.left_at.is_(None))
# What the audit calls that a change was proposed.
PROPOSED = "setting_proposed"


class DomainMatch(NamedTuple):
    """A mail domain, and how many members have an address there: rounded down to fives, 0 below that.

    Whoever looks after the site need not read addresses, so no domain tells that one person is a member.
    """

    domain: str
    members: int


class WaitingProposal(NamedTuple):
    """What waits for a second person or its day: the proposal, and who made it (None if they left)."""

    proposal: SettingProposal
    by: Member | None

    @property
    def by_name(self) -> str:
        """The name of who proposed it; empty if they left."""
        return self.by.name if self.by else ""


class SettingChange(NamedTuple):
    """One change: of what, from what to what, when and by whom (empty for somebody who left)."""

    id: int
    name: str
    before: str
    value: str
    made_at: datetime
    by: str
    is_newest: bool


def members_at(domains: Sequence[str]) -> list[DomainMatch]:
    """Return how many members have an address at each of these mail domains; every address is a proved one.

    Addresses are encrypted, so each is opened once; nothing of them is kept.
    """
    hosts = Counter(host_of(address) for address in db.session.scalars(_ADDRESSES))
    counts = (sum(many for host, many in hosts.items() if is_of(host, [one])) for one in domains)
    return [DomainMatch(one, number - number % SMALL) for one, number in zip(domains, counts, strict=True)]


def text_of(name: str) -> str:
    """Return the text of the value that holds now, as the page stores it; empty for the default."""
    return as_text(name, getattr(settings(), name))


def as_text(name: str, value: Any) -> str:
    """Return a value as it stands in the environment; empty if it is the default."""
    return "" if value == value_of(name, "") else full_text(name, value)


def full_text(name: str, value: Any) -> str:
    """Return a value as it stands in the environment, the default as well."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ("|" if name == "join_questions" else ",").join(value)
    return str(value)


def was_changed_since(name: str, since: datetime) -> bool:
    """Return whether a setting was changed on the page after this moment."""
    later = select(SiteSetting.id).where(SiteSetting.name == name, SiteSetting.made_at > since)
    return db.session.scalar(later.limit(1)) is not None


def is_locked(name: str) -> bool:
    """Whether the environment names this setting, so that it cannot be changed on the page."""
    return name in locked_settings()


@cache
def due_proposals() -> Select[int]:
    """Select the proposals whose day is over."""
    due = select(SettingProposal.id).where(SettingProposal.applies_at <= bindparam("at"))
    return due.order_by(SettingProposal.applies_at, SettingProposal.id)


def waiting_proposals() -> list[WaitingProposal]:
    """Return what waits, the oldest first."""
    about = AuditEntry.about == "setting_proposal:" + cast(SettingProposal.id, String)
    rows = (
        select(SettingProposal, Member)
        .outerjoin(AuditEntry, about & (AuditEntry.act == PROPOSED))
        .outerjoin(Member, (Member.id == AuditEntry.actor_id) & Member.left_at.is_(None))
        .order_by(SettingProposal.id)
    )
    return [WaitingProposal(*row) for row in db.session.execute(rows)]


def waiting_proposal(proposal_id: int) -> WaitingProposal | None:
    """Return what waits under this id, its row locked until the transaction ends; None if it was decided."""
    theirs = select(SettingProposal.id).where(SettingProposal.id == proposal_id).with_for_update()
    if db.session.scalar(theirs) is None:
        return None
    return next((one for one in waiting_proposals() if one.proposal.id == proposal_id), None)


def number_of_proposals() -> ScalarSelect[int]:
    """Return a subquery that counts what waits."""
    return select(func.count(SettingProposal.id)).scalar_subquery()


def last_changes() -> Sequence[SettingChange]:
    """Return the latest changes, the newest first."""
    newest = select(func.max(SiteSetting.id)).group_by(SiteSetting.name)
    about = AuditEntry.about == "setting:" + cast(SiteSetting.id, String)
    rows = (
        select(SiteSetting, Member.name, SiteSetting.id.in_(newest))
        .outerjoin(AuditEntry, about)
        .outerjoin(Member, Member.id == AuditEntry.actor_id)
        .where(SiteSetting.name.in_(ON_PAGE))
        .order_by(SiteSetting.id.desc())
        .limit(_SHOWN)
    )
    return [
        SettingChange(one.id, one.name, one.before, one.value, one.made_at, by or "", bool(is_newest))
        for one, by, is_newest in db.session.execute(rows)
    ]
