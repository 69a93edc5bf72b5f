"""Invite, withdraw, say no, ask for a new one, and come in by an invitation."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, CursorResult, delete, literal_column, or_, select, update

from intro_app import links
from intro_app.config import settings
from intro_app.db import advisory_lock, atomic, db
from intro_app.errors import DomainError
from intro_app.groups.service import join_by_gate
from intro_app.identity.models import Member, StaffRole
from intro_app.identity.queries import member_by_mailbox
from intro_app.identity.service import grant
from intro_app.joining.invitations import emails, queries
from intro_app.joining.invitations.codes import code_of, hash_of
from intro_app.joining.invitations.models import OF_MEMBERS, Invitation, InvitationKind, InvitationUse
from intro_app.joining.invitations.policy import LASTS, NOT_AGAIN_WITHIN, InvitationState
from intro_app.links import Link, LinkPurpose
from intro_app.outbox import Email, cancel_queued, post, suppress
from intro_app.people.models import StoppableAct
from intro_app.people.reach import write
from intro_app.people.stops import STOPPED, is_stopped
from intro_app.text.mailboxes import canonical, fingerprint, is_role
from intro_app.trust.events import Joined
from intro_app.trust.service import record
from intro_app.wording import N_

_PAUSED = N_(
    "You can’t invite anyone now, because we upheld reports about two people you invited. "
    "“My trust” says until when."
)


@dataclass(frozen=True)
class Invited:
    """Who is invited by e-mail, with a line to them, in the language of the inviter.

    `source` is where staff have the address from.
    """

    address: str
    name: str
    line: str = ""
    locale: str = ""
    source: str = ""


class InvitationRefused(DomainError):
    """This invitation cannot be made; `field` names what is wrong."""

    def __init__(self, sentence: str, field: str = "", **details: object) -> None:
        super().__init__(sentence, **details)
        self.field = field


def invite(inviter: Member, invited: Invited, at: datetime) -> Invitation:
    """Write once to this address. Raises InvitationRefused.

    To the inviter all addresses look the same: nothing is sent to a member, to somebody who stopped such
    mail, or to somebody invited within 90 days.
    """
    if canonical(invited.address) == inviter.mailbox:
        raise InvitationRefused(N_("This is your own address. Enter the other person’s."), "email")
    if is_role(invited.address):
        raise InvitationRefused(
            N_("This looks like the address of an office or a list. We only write to personal addresses."),
            "email",
        )
    with atomic():
        _ensure_may_invite(inviter, 1, at)
        return write_once(
            Invitation(kind=InvitationKind.ADDRESS, inviter_id=inviter.id, made_at=at, until=at + LASTS),
            invited,
            lambda made, link: emails.invitation(made, inviter, link, locale=invited.locale),
            at,
        )


def write_once(
    made: Invitation, invited: Invited, compose: Callable[[Invitation, str], Email], at: datetime
) -> Invitation:
    """Store an invitation to this address and post its e-mail, in the caller's transaction.

    The e-mail is withheld, after the same statements, from a member and from somebody invited within 90 days.
    """
    advisory_lock(f"invitation {canonical(invited.address)}")
    withheld = queries.was_invited(invited.address, at)
    withheld |= member_by_mailbox(canonical(invited.address)) is not None
    _address(made, invited)
    made.withheld = withheld
    post(replace(compose(made, _link(made, at)), withheld=withheld), at=at)
    return made


def make_link(inviter: Member, *, places: int, days: int, label: str, at: datetime) -> Invitation:
    """Make a link for so many people and days, which its maker passes on. Raises InvitationRefused."""
    with atomic():
        _ensure_may_invite(inviter, places, at)
        made = Invitation(
            kind=InvitationKind.LINK,
            inviter_id=inviter.id,
            line=label,
            places=places,
            made_at=at,
            until=at + timedelta(days=days),
        )
        db.session.add(made)
        db.session.flush()  # the code is computed from its id
        made.code_hash = hash_of(code_of(made.id))
    return made


def invite_staff(address: str, role: StaffRole, at: datetime) -> str:
    """Return a link with which whoever reads this address joins with a role; for the command line.

    Raises InvitationRefused when a member has the address.
    """
    with atomic():
        if member_by_mailbox(canonical(address)):
            raise InvitationRefused(N_("A member has this address already."))
        made = Invitation(kind=InvitationKind.ADDRESS, inviter_id=None, made_at=at, until=at + LASTS)
        _address(made, Invited(address, ""))
        made.opens = role
        return _link(made, at)


def withdraw(invitation_id: int, inviter_id: int, at: datetime) -> None:
    """Withdraw one's own invitation, and its e-mail if that has not left."""
    with atomic():
        made = queries.locked(invitation_id)
        if made and made.inviter_id == inviter_id and made.state(at) is InvitationState.WAITING:
            end(made, at)


def invitation_of(link: Link) -> Invitation:
    """Return the invitation that a link belongs to. Raises LinkEnded when it was forgotten."""
    found = db.session.get(Invitation, link.subject_id)
    if found is None:
        raise links.LinkEnded(LinkPurpose.INVITATION)
    return found


def say_no(link: Link, at: datetime, *, never_again: bool) -> None:
    """Erase who was invited, at their wish; the inviter sees no difference. Raises LinkEnded."""
    with atomic():
        made = queries.locked(invitation_of(link).id)
        assert made is not None, "it has just been found"
        if never_again:
            suppress(made.mailbox_hash, emails.KIND, at)
        if made.refused_at is None and made.taken == 0:
            made.refused_at, made.address = at, ""
            cancel_queued(about=f"invitation:{made.id}", at=at)


def ask_for_new(invitation: Invitation, name: str, at: datetime) -> None:
    """Tell the inviter that somebody would like a new invitation, without their address."""
    with atomic():
        made = queries.locked(invitation.id)
        inviter = db.session.get(Member, made.inviter_id) if made and made.inviter_id else None
        if made is None or inviter is None or made.state(at) is InvitationState.WAITING:
            return
        made.asked_again_at = at
        write(inviter, lambda: emails.invitation_wanted(inviter, made, name, at), at=at)


def bring(invitation_id: int, newcomer: Member, at: datetime) -> bool:
    """Let a newcomer take a place, and tell trust and the inviter; return False when there is none left.

    In the caller's transaction, in which the account is made. Two people cannot take the last place: the
    statement that takes it counts.
    """
    made = queries.locked(invitation_id)
    if made is None or not made.is_open(at) or queries.lets_nobody_in(made, at) or not _take_place(made, at):
        return False
    db.session.add(InvitationUse(member_id=newcomer.id, invitation_id=made.id, at=at))
    record(Joined(at, newcomer.id, made.answers_for_id), at)
    join_by_gate(made.group_id, newcomer, at)
    inviter = db.session.get(Member, made.answers_for_id) if made.answers_for_id else None
    if inviter:
        write(inviter, lambda: emails.invitation_accepted(inviter, newcomer, made), at=at)
    if made.opens:
        grant(newcomer, StaffRole(made.opens), at, why="invited on the command line")
    return True


# Written out, as the index of those that still have an address has it.
_NOTHING: ColumnElement[str] = literal_column("''")


def forget_invited(at: datetime) -> None:
    """Erase whom ended invitations were for, and what nothing depends on any more; the worker calls this."""
    gone = or_(
        Invitation.until <= at,
        Invitation.withdrawn_at.is_not(None),
        Invitation.taken >= Invitation.places,
    )
    with atomic():
        named = select(Invitation.id).where(Invitation.address != _NOTHING, gone).order_by(Invitation.until)
        if ended := db.session.scalars(named).all():
            erased = update(Invitation).where(Invitation.id.in_(ended))
            db.session.execute(erased.values(name="", address="", line="", source=""))
        unused = Invitation.taken == 0, Invitation.made_at <= at - NOT_AGAIN_WITHIN
        db.session.execute(delete(Invitation).where(gone, *unused))


def erase_invitations(member_id: int, at: datetime) -> None:
    """End and erase the invitations of somebody who leaves, and forget by which one they came.

    What is the site's goes on: its lists and its links.
    """
    with atomic():
        mine = select(Invitation).where(
            Invitation.inviter_id == member_id, Invitation.kind.in_((*OF_MEMBERS, InvitationKind.EVENING))
        )
        for made in db.session.scalars(mine.with_for_update()).all():
            if made.state(at) is InvitationState.WAITING:
                end(made, at)
            made.forget_person()
        db.session.execute(delete(InvitationUse).where(InvitationUse.member_id == member_id))


def _ensure_may_invite(inviter: Member, people: int, at: datetime) -> None:
    """Raise InvitationRefused beyond the limit. The inviter's row is locked, so that two tabs take turns."""
    if is_stopped(inviter.id, StoppableAct.INVITING, at):
        raise InvitationRefused(STOPPED)
    if queries.paused_until(inviter.id, at):
        raise InvitationRefused(_PAUSED)
    db.session.refresh(inviter, with_for_update=True)
    left = queries.left_to_invite(inviter.id, at)
    if left is not None and people > left:
        raise InvitationRefused(
            N_("Invitations left in these 30 days: %(left)s. Choose fewer people."), "places", left=left
        )


def _address(made: Invitation, invited: Invited) -> None:
    """Say whom it is for, and store it, because its link names its id."""
    made.name, made.address = invited.name, invited.address
    made.line, made.source = invited.line, invited.source
    made.mailbox_hash = fingerprint(invited.address, settings().lasting_key)
    db.session.add(made)
    db.session.flush()


def _link(made: Invitation, at: datetime) -> str:
    """Return the link in the e-mail. It outlives the invitation, so that its page can say what happened."""
    return links.issue(
        LinkPurpose.INVITATION, f"invitation:{made.id}", at=at, until=made.made_at + NOT_AGAIN_WITHIN
    )


def _take_place(made: Invitation, at: datetime) -> bool:
    free = update(Invitation).where(
        Invitation.id == made.id,
        Invitation.taken < Invitation.places,
        Invitation.withdrawn_at.is_(None),
        Invitation.until > at,
    )
    done = db.session.execute(free.values(taken=Invitation.taken + 1))
    assert isinstance(done, CursorResult)
    return done.rowcount == 1


def end(made: Invitation, at: datetime) -> None:
    """Withdraw an invitation and its e-mail, and erase whom it was for, in the caller's transaction."""
    made.withdrawn_at = at
    made.forget_person()
    cancel_queued(about=f"invitation:{made.id}", at=at, kinds=["invitation", "invitation_from_list"])
