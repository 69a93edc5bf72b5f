"""The rules that identity asks about newcomers: it knows every way through the gate."""

from datetime import datetime

from intro_app.db import db
from intro_app.identity.arrivals import Newcomer
from intro_app.identity.models import Member
from intro_app.identity.service import NotAtOnce
from intro_app.joining.gate.policy import Admission
from intro_app.joining.gate.queries import admission_of
from intro_app.joining.invitations.models import Invitation, InvitationKind
from intro_app.joining.invitations.queries import lets_nobody_in, open_to
from intro_app.joining.invitations.service import bring
from intro_app.joining.requests.queries import is_let_in
from intro_app.joining.requests.service import has_come
from intro_app.trust.events import Joined
from intro_app.trust.service import record


def admit(newcomer: Newcomer, at: datetime) -> Admission:
    """Return what the gate says to a newcomer."""
    let_in = is_let_in(newcomer.address, at)
    return admission_of(newcomer.address, invited=_invitation(newcomer, at) is not None or let_in)


def lets_in(newcomer: Newcomer, at: datetime) -> bool:
    """Return whether a newcomer may join at once."""
    return admit(newcomer, at) is Admission.IN


def take_in(member: Member, newcomer: Newcomer, at: datetime) -> None:
    """Record that a newcomer has joined, and who invited them.

    Raises NotAtOnce when somebody else took the last place meanwhile and the gate does not let them in
    otherwise.
    """
    made = _invitation(newcomer, at)
    if made and bring(made.id, member, at):
        return
    if admission_of(newcomer.address, invited=is_let_in(newcomer.address, at)) is not Admission.IN:
        raise NotAtOnce
    has_come(member, newcomer.address, at)
    record(Joined(at, member.id), at)


def mailed_by(newcomer: Newcomer, at: datetime) -> Invitation | None:
    """Return the open invitation that a member mailed to this newcomer, if they come by one."""
    made = _invitation(newcomer, at)
    is_mailed = made is not None and made.kind is InvitationKind.ADDRESS
    return made if made and is_mailed and made.inviter_id else None


def invitation_that_brought(brought_by: str) -> Invitation | None:
    """Return the invitation that a newcomer came by, open or not."""
    kind, _colon, rest = brought_by.partition(":")
    return db.session.get(Invitation, int(rest)) if kind == "invitation" and rest else None


def _invitation(newcomer: Newcomer, at: datetime) -> Invitation | None:
    """Return the open invitation that a newcomer came by, or the one to their address."""
    to_them = open_to(newcomer.address, at)
    came_by = invitation_that_brought(newcomer.brought_by)
    return came_by if came_by and came_by.is_open(at) and not lets_nobody_in(came_by, at) else to_them
