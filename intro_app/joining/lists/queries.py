"""Queries on lists, their rows, and the invitations made from them."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import ScalarSelect, Select, bindparam, func, select

from intro_app.config import settings
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.joining.invitations.models import Invitation, InvitationKind, InvitationUse
from intro_app.joining.lists.models import InvitationList, InvitationListRow
from intro_app.joining.lists.policy import LOOKED_AT, RowVerdict
from intro_app.outbox.queries import Fate, fates
from intro_app.text.mailboxes import canonical, fingerprint

PAGE = 100
PENDING_PAGE = 50


class ListProgress(NamedTuple):
    """How far a list is: how many are invited, were handed over, did not exist, and joined."""

    wanted: int
    handed: int
    failed: int
    joined: int

    @property
    def left(self) -> int:
        """How many still wait to be handed over."""
        return self.wanted - self.handed


class ReportLine(NamedTuple):
    """One row of the report of a list; a mailbox that gets no mail reads as any other."""

    number: int
    verdict: RowVerdict
    handed_at: datetime | None
    name: str
    joined_at: datetime | None


def counted_stopped() -> ScalarSelect[int]:
    """Return a subquery that counts the lists that stopped themselves and wait for staff."""
    stopped = select(func.count()).select_from(InvitationList)
    over = InvitationList.withdrawn_at.is_(None), InvitationList.finished_at.is_(None)
    return stopped.where(
        InvitationList.stopped_at.is_not(None), InvitationList.next_at.is_(None), *over
    ).scalar_subquery()


def found(list_id: int) -> InvitationList | None:
    """Return a list, or None; a number beyond what a database counts is nobody's."""
    return db.session.get(InvitationList, list_id)


def locked(list_id: int) -> InvitationList | None:
    """Return a list, its row locked until the transaction ends."""
    return db.session.get(InvitationList, list_id, with_for_update=True, populate_existing=True)


def newest_lists() -> Sequence[InvitationList]:
    """Return the newest lists; all staff see them all."""
    return db.session.scalars(select(InvitationList).order_by(InvitationList.id.desc()).limit(20)).all()


@cache
def due_lists() -> Select[int]:
    """Select the lists from which an e-mail may be handed over now."""
    due = select(InvitationList.id).where(
        InvitationList.next_at.is_not(None), InvitationList.next_at <= bindparam("at")
    )
    return due.order_by(InvitationList.next_at, InvitationList.id)


def next_rows(list_id: int, number: int) -> Sequence[InvitationListRow]:
    """Return the next rows to be invited, in their order."""
    waiting = select(InvitationListRow).where(
        InvitationListRow.list_id == list_id,
        InvitationListRow.verdict == RowVerdict.OK,
        InvitationListRow.handed_at.is_(None),
    )
    return db.session.scalars(waiting.order_by(InvitationListRow.number).limit(number)).all()


def newest_fates(made: InvitationList) -> list[Fate]:
    """Return what became of the newest e-mails of a list, oldest first, since staff last sent it on."""
    newest = (
        select(Invitation.id)
        .where(Invitation.list_id == made.id, Invitation.list_row > made.judged_after)
        .order_by(Invitation.list_row.desc())
        .limit(LOOKED_AT)
    )
    things = [f"invitation:{one}" for one in db.session.scalars(newest)]
    known = fates(things) if things else {}
    return [known.get(thing, Fate(waits=False, failed=False)) for thing in reversed(things)]


def newest_row(list_id: int) -> int:
    """Return the number of the row that was handed over last, or 0."""
    newest = select(func.max(Invitation.list_row)).where(Invitation.list_id == list_id)
    return db.session.scalar(newest) or 0


def counts_of(list_id: int) -> Counter[RowVerdict]:
    """Return how many rows there are of each kind."""
    counted = select(InvitationListRow.verdict, func.count()).where(InvitationListRow.list_id == list_id)
    rows = db.session.execute(counted.group_by(InvitationListRow.verdict))
    found: Counter[RowVerdict] = Counter()
    for verdict, number in rows:
        found[verdict] = number
    return found


def number_regrouped(list_id: int) -> int:
    """Return how many rows name a member who is put into a group."""
    theirs = select(func.count()).select_from(InvitationListRow)
    return (
        db.session.scalar(
            theirs.where(
                InvitationListRow.list_id == list_id,
                InvitationListRow.verdict == RowVerdict.MEMBER,
                InvitationListRow.group_id.is_not(None),
            )
        )
        or 0
    )


def progress_of(list_id: int) -> ListProgress:
    """Return how far a list is."""
    rows = select(func.count(), func.count(InvitationListRow.handed_at)).where(
        InvitationListRow.list_id == list_id, InvitationListRow.verdict == RowVerdict.OK
    )
    wanted, handed = db.session.execute(rows).one()
    made = select(Invitation.id, Invitation.taken).where(Invitation.list_id == list_id)
    invited = db.session.execute(made).all()
    ids = [f"invitation:{one}" for one, _taken in invited]
    failed = sum(fate.failed for fate in fates(ids).values()) if ids else 0
    return ListProgress(wanted, handed, failed, sum(taken for _one, taken in invited))


def rows_after(list_id: int, verdict: str, after: int) -> Sequence[InvitationListRow]:
    """Return a page of rows, in the order of the file; with `verdict`, only those of one kind."""
    rows = select(InvitationListRow).where(
        InvitationListRow.list_id == list_id, InvitationListRow.number > after
    )
    if verdict in set(RowVerdict):
        rows = rows.where(InvitationListRow.verdict == RowVerdict(verdict))
    return db.session.scalars(rows.order_by(InvitationListRow.number).limit(PAGE + 1)).all()


def report_of(list_id: int) -> list[ReportLine]:
    """Return every row of a list: when it was handed over, and who joined by it and when."""
    rows = (
        select(
            InvitationListRow.number,
            InvitationListRow.verdict,
            InvitationListRow.handed_at,
            Invitation.name,
            Member.name.label("joined_as"),
            InvitationUse.at,
        )
        .outerjoin(
            Invitation,
            (Invitation.list_id == InvitationListRow.list_id)
            & (Invitation.list_row == InvitationListRow.number),
        )
        .outerjoin(InvitationUse, InvitationUse.invitation_id == Invitation.id)
        .outerjoin(Member, Member.id == InvitationUse.member_id)
        .where(InvitationListRow.list_id == list_id)
        .order_by(InvitationListRow.number)
    )
    return [
        ReportLine(number, verdict, handed_at, joined_as or name or "", joined_at)
        for number, verdict, handed_at, name, joined_as, joined_at in db.session.execute(rows)
    ]


def pending(find: str, before: int, at: datetime) -> Sequence[Invitation]:
    """Return a page of open invitations from lists, newest first, one more than a page where there are more.

    `find` is an exact address, or a part of a name. Somebody who said no is among them like everybody else.
    """
    open_ones = select(Invitation).where(
        Invitation.kind == InvitationKind.LISTED,
        Invitation.list_id.is_not(None),
        Invitation.taken == 0,
        Invitation.withdrawn_at.is_(None),
        Invitation.until > at,
    )
    if before:
        open_ones = open_ones.where(Invitation.id < before)
    newest = open_ones.order_by(Invitation.id.desc())
    if "@" in find:
        hashed = fingerprint(find, settings().lasting_key)
        return db.session.scalars(newest.where(Invitation.mailbox_hash == hashed).limit(PENDING_PAGE)).all()
    if not find:
        return db.session.scalars(newest.limit(PENDING_PAGE + 1)).all()
    wanted = find.casefold()
    named = (one for one in db.session.scalars(newest.limit(10_000)) if wanted in one.name.casefold())
    return [one for one, _place in zip(named, range(PENDING_PAGE + 1), strict=False)]


def members_among(addresses: Collection[str]) -> set[str]:
    """Return those of these mailboxes, as `canonical` spells them, that members have."""
    hashes = {fingerprint(one, settings().lasting_key): canonical(one) for one in addresses}
    wanted = list(hashes)
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        theirs = select(Member.mailbox_hash).where(
            Member.mailbox_hash.in_(wanted[start : start + 500]), Member.left_at.is_(None)
        )
        found.update(hashes[one] for one in db.session.scalars(theirs))
    return found
