"""E-mails about groups that people are in by their address."""

from datetime import datetime

from intro_app.config import settings
from intro_app.groups.models import MemberGroup
from intro_app.groups.policy import PROOF_WITHIN
from intro_app.identity.models import Member
from intro_app.outbox import Email, compose

_ABOUT_PROOFS = ("kind:group_proof",)


def group_proof(member: Member, group: MemberGroup, at: datetime) -> Email:
    """Ask a member to prove their address again, by which they are in a group."""
    return compose(
        "group_proof",
        "groups",
        to=member.addressee,
        dedupe=f"group_proof:{group.id}:{member.id}:{at.date()}",
        about=f"group:{group.id}",
        scopes=_ABOUT_PROOFS,
        group=group.name,
        until=at + PROOF_WITHIN,
        url=f"{settings().base_url}/sign-in",
    )


def group_ended(member: Member, group: MemberGroup, at: datetime) -> Email:
    """Tell a member that they are no longer in a group by their address."""
    return compose(
        "group_ended",
        "groups",
        to=member.addressee,
        dedupe=f"group_ended:{group.id}:{member.id}:{at.timestamp()}",
        about=f"group:{group.id}",
        scopes=_ABOUT_PROOFS,
        group=group.name,
        url=f"{settings().base_url}/groups",
    )
