"""Open and close a pass for an evening, or a link that staff publish, each noted in the audit log."""

from datetime import datetime

from intro_app.audit.service import note
from intro_app.db import atomic, db
from intro_app.identity.models import Member
from intro_app.joining.invitations import queries
from intro_app.joining.invitations.codes import code_of, hash_of
from intro_app.joining.invitations.models import Invitation, InvitationKind
from intro_app.joining.invitations.policy import InvitationState

_OF_STAFF = (InvitationKind.EVENING, InvitationKind.STAFF_LINK)


def open_pass(
    staff: Member,
    *,
    label: str,
    places: int,
    until: datetime,
    at: datetime,
    kind: InvitationKind = InvitationKind.EVENING,
    group_id: int | None = None,
) -> Invitation:
    """Open a pass, or a link of the site, for so many people until a time, and return it.

    Whoever comes by it is put into the group.
    """
    with atomic():
        made = Invitation(
            kind=kind,
            inviter_id=staff.id,
            line=label,
            places=places,
            made_at=at,
            until=until,
            group_id=group_id,
        )
        db.session.add(made)
        db.session.flush()  # the code is computed from its id
        made.code_hash = hash_of(code_of(made.id))
        note(staff.id, f"{kind}_opened", None, f"invitation:{made.id}", "", at)
    return made


def close_pass(pass_id: int, staff: Member, at: datetime) -> None:
    """Close a pass or a link of the site before its time; whoever has joined stays."""
    with atomic():
        made = queries.locked(pass_id)
        if made and made.kind in _OF_STAFF and made.state(at) is InvitationState.WAITING:
            made.withdrawn_at = at
            note(staff.id, f"{made.kind}_closed", None, f"invitation:{made.id}", "", at)
