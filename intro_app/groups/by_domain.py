"""Groups that whoever has an address at a mail domain joins by themselves, and proves it again each year."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, or_, select

from intro_app.audit.service import note
from intro_app.config import settings
from intro_app.db import atomic, db
from intro_app.groups import emails, policy, queries
from intro_app.groups.models import GroupMembership, GroupSource, MemberGroup
from intro_app.groups.service import GroupClosed, index_groups, put_in
from intro_app.identity.models import Member
from intro_app.people.reach import write
from intro_app.periodic import run_each
from intro_app.text.mailboxes import host_of, is_of


def set_mail_domains(group_id: int, staff: Member, domains: Sequence[str], at: datetime) -> None:
    """Say at which mail domains people have to have an address to join by themselves; none: nobody can.

    Who is in the group stays until the next proof of their address.
    """
    with atomic():
        made = queries.locked(group_id)
        if made and made.closed_at is None and made.mail_domains != list(domains):
            made.mail_domains = list(domains)
            note(staff.id, "group_domains_set", None, f"group:{group_id}", "", at)


def may_join_by_address(member: Member, group: MemberGroup) -> bool:
    """Return whether this member has an address at a mail domain of the group."""
    return group.closed_at is None and is_of(host_of(member.email), group.mail_domains)


def join_by_address(member: Member, group: MemberGroup, at: datetime) -> None:
    """Join a group by one's address. Raises GroupClosed for other addresses and whomever staff removed."""
    with atomic():
        if not may_join_by_address(member, group):
            raise GroupClosed
        put_in(group, member, GroupSource.DOMAIN, at, since=at)


def note_proof(member: Member, at: datetime) -> None:
    """Store that a member who was asked for it has proved their address, in the caller's transaction."""
    for row in queries.rows_by(GroupSource.DOMAIN, member.id):
        if row.proof_asked_at is not None:
            row.proved_at, row.proof_asked_at = at, None


def follow_address(member: Member, at: datetime) -> None:
    """End what a member has by an address that they no longer use, in the caller's transaction."""
    for row in queries.rows_by(GroupSource.DOMAIN, member.id):
        group = db.session.get_one(MemberGroup, row.group_id)
        if may_join_by_address(member, group):
            row.proved_at, row.proof_asked_at = at, None
        elif row.stands:
            _end(row, member, group, at)


def ask_for_proofs(at: datetime) -> int:
    """Ask who is in a group by an address proved a year ago to prove it again; end what they don't.

    Where people come in by providers alone, these prove the address at each sign-in.
    """
    if settings().oidc_only:
        return 0
    return run_each(
        "groups.ask_for_proofs",
        _proofs_due(),
        _ask_or_end,
        at,
        proved_before=at - policy.PROOF_LASTS,
        asked_before=at - policy.PROOF_WITHIN,
    )


def _ask_or_end(row_id: int, at: datetime) -> bool:
    row = db.session.get(GroupMembership, row_id, with_for_update=True, populate_existing=True)
    if row is None or not row.stands or row.proved_at is None or row.proved_at > at - policy.PROOF_LASTS:
        return False
    member, group = db.session.get_one(Member, row.member_id), db.session.get_one(MemberGroup, row.group_id)
    if row.proof_asked_at is None and may_join_by_address(member, group):
        row.proof_asked_at = at
        write(member, lambda: emails.group_proof(member, group, at), at=at)
        return True
    if row.proof_asked_at is not None and row.proof_asked_at > at - policy.PROOF_WITHIN:
        return False
    _end(row, member, group, at)
    return True


def _end(row: GroupMembership, member: Member, group: MemberGroup, at: datetime) -> None:
    db.session.delete(row)
    index_groups(member.id)
    write(member, lambda: emails.group_ended(member, group, at), at=at)


@cache
def _proofs_due() -> Select[int]:
    """Return a query for what came by an address whose proof is too old (`:proved_before`).

    Whoever was asked for a new one has until `:asked_before`.
    """
    is_old = GroupMembership.proved_at <= bindparam("proved_before")
    is_due = or_(
        GroupMembership.proof_asked_at.is_(None), GroupMembership.proof_asked_at <= bindparam("asked_before")
    )
    due = select(GroupMembership.id).where(is_old, is_due, GroupMembership.ended_at.is_(None))
    return due.order_by(GroupMembership.proved_at, GroupMembership.id)
