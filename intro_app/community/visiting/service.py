"""Sign up for a gathering without an account, confirm by a mailed link, withdraw; and the host's list.

What is answered to whoever types an address is the same for every address. Seats are those of members: one
waiting list, the gathering locked.
"""

from datetime import datetime

from intro_app.audit.service import note
from intro_app.community.circles.service import host_of
from intro_app.community.gatherings import queries as gatherings
from intro_app.community.gatherings.models import Attendance, Gathering, GatheringReply, GatheringVisitor
from intro_app.community.gatherings.policy import UNCONFIRMED_KEPT_FOR, VISITORS_KEPT_FOR
from intro_app.community.gatherings.service import NO_LONGER, fill_seats, take_seat
from intro_app.community.reader import VISITOR
from intro_app.community.visiting import emails, queries
from intro_app.community.visiting.queries import ListedRow
from intro_app.config import settings
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.queries import member_by_mailbox
from intro_app.links import Link, LinkEnded, LinkPurpose
from intro_app.outbox import cancel_queued, post
from intro_app.people.visibility import is_hidden
from intro_app.periodic import run_each
from intro_app.text.mailboxes import canonical, fingerprint
from intro_app.wording import N_


def ask(gathering_id: int, name: str, address: str, *, agrees: bool, locale: str, at: datetime) -> None:
    """Send a link to this address; whoever follows it can sign up. The same happens for every address.

    To a member from whom a block hides the host none is sent, and nothing shows it.
    Raises DomainError when the gathering is over, cancelled, or for members only.
    """
    with atomic():
        gathering = gatherings.locked(gathering_id)
        if not (gathering.is_open(at) and gathering.takes_visitors):
            raise DomainError(NO_LONGER)
        mailbox_hash = fingerprint(address, settings().lasting_key)
        visitor = queries.visitor_of(gathering_id, mailbox_hash)
        if visitor is None:
            visitor = GatheringVisitor(
                gathering_id=gathering_id,
                name=name,
                address=address,
                mailbox_hash=mailbox_hash,
                erase_at=at + UNCONFIRMED_KEPT_FOR,
            )
            db.session.add(visitor)
        if visitor.confirmed_at is None:
            visitor.name, visitor.agrees, visitor.locale = name, agrees, locale
            visitor.erase_at = at + UNCONFIRMED_KEPT_FOR
        db.session.flush()
        post(emails.visit_asked(visitor, at, withheld=_is_kept_out(visitor, gathering)), at=at)


def visitor_behind(link: Link, at: datetime) -> GatheringVisitor:
    """Return the visitor whose page a link opens. Raises LinkEnded when they were erased."""
    visitor = db.session.get(GatheringVisitor, link.ensure_open(at).subject_id)
    if visitor is None:
        raise LinkEnded(LinkPurpose.VISIT)
    return visitor


def confirm(link: Link, name: str, *, agrees: bool, at: datetime) -> None:
    """Sign up; later, correct the name and the tick. An e-mail says how it stands the first time.

    Raises DomainError when the gathering is over or cancelled, and for members who come already; LinkEnded.
    """
    with atomic():
        visitor, gathering = _locked(link, at)
        if not gathering.is_open(at):
            raise DomainError(NO_LONGER)
        visitor.name, visitor.agrees = name, agrees
        invited = queries.attendance_of_visitor(visitor.id)
        if invited is None:
            invited = _sign_up(visitor, gathering, at)
            post(emails.visit_confirmed(invited, visitor, at), at=at)
        invited.agreed_at = at if agrees else None


def withdraw(link: Link, at: datetime) -> None:
    """Give the seat back and erase all that is kept about a visitor. Raises LinkEnded when that was done."""
    with atomic():
        visitor, gathering = _locked(link, at)
        _erase(visitor, at)
        fill_seats(gathering, at)


def forget_visitors(at: datetime) -> int:
    """Erase the visitors whose time is over; return how many."""
    return run_each("community.forget_visitors", queries.to_forget(), _forget, at)


def _forget(visitor_id: int, at: datetime) -> bool:
    visitor = db.session.get(GatheringVisitor, visitor_id)
    if visitor is None:
        return False
    gatherings.locked(visitor.gathering_id)
    _erase(visitor, at)
    return True


def agree(gathering_id: int, member_id: int, *, agrees: bool, at: datetime) -> None:
    """Let the host have a member's name and address in the list, or not any more."""
    with atomic():
        gatherings.locked(gathering_id)
        invited = gatherings.attendance_of(gathering_id, member_id)
        if invited is None or invited.reply not in {GatheringReply.GOING, GatheringReply.WAITING}:
            raise DomainError(N_("Only people who are coming or waiting can be on the list."))
        invited.agreed_at = at if agrees else None


def take_list(gathering_id: int, host_id: int, at: datetime) -> list[ListedRow]:
    """Return the host's list of who agreed to be on it; each of them can read that it was taken.

    Raises DomainError for anybody but the host.
    """
    with atomic():
        gathering = db.session.get_one(Gathering, gathering_id)
        host_of(gathering.circle_id, host_id)
        gatherings.locked(gathering_id)
        rows = queries.listed_in(gathering_id)
        for row in rows:
            row.attendance.listed_at = at
        db.session.flush()
        for row in rows:
            member_id = row.attendance.member_id
            if member_id not in {None, host_id}:
                note(host_id, "looked_at_attendee", member_id, f"gathering:{gathering_id}", "", at)
        return rows


def _locked(link: Link, at: datetime) -> tuple[GatheringVisitor, Gathering]:
    visitor = visitor_behind(link, at)
    gathering = gatherings.locked(visitor.gathering_id)
    again = db.session.get(GatheringVisitor, visitor.id, populate_existing=True)
    if again is None:
        raise LinkEnded(LinkPurpose.VISIT)
    return again, gathering


def _is_kept_out(visitor: GatheringVisitor, gathering: Gathering) -> bool:
    """Whether this is the mailbox of a member from whom a block hides the host."""
    member = member_by_mailbox(canonical(visitor.address))
    return is_hidden(member.id if member else VISITOR, gathering.circle.host_id)


def _sign_up(visitor: GatheringVisitor, gathering: Gathering, at: datetime) -> Attendance:
    if not gathering.takes_visitors:
        raise DomainError(NO_LONGER)
    if _is_kept_out(visitor, gathering):
        raise LinkEnded(LinkPurpose.VISIT)
    member = member_by_mailbox(canonical(visitor.address))
    theirs = gatherings.attendance_of(gathering.id, member.id) if member else None
    if theirs and theirs.reply in {GatheringReply.GOING, GatheringReply.WAITING}:
        raise DomainError(N_("You’ve already signed up with your account here. Sign in to see it."))
    visitor.confirmed_at, visitor.erase_at = at, gathering.ends_at + VISITORS_KEPT_FOR
    invited = Attendance(gathering_id=gathering.id, visitor_id=visitor.id, since=at, told=gathering.edition)
    db.session.add(invited)
    db.session.flush()
    take_seat(gathering, invited, at)
    return invited


def _erase(visitor: GatheringVisitor, at: datetime) -> None:
    cancel_queued(about=f"visitor:{visitor.id}", at=at)
    if (invited := queries.attendance_of_visitor(visitor.id)) is not None:
        db.session.delete(invited)
        db.session.flush()
    db.session.delete(visitor)
    db.session.flush()
