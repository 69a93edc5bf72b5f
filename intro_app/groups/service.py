"""Make and close groups, join and leave them, answer requests, remove and add members."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from intro_app.audit.service import note
from intro_app.db import advisory_lock, atomic, db
from intro_app.errors import DomainError
from intro_app.groups import policy, queries
from intro_app.groups.codes import code_of, hash_of
from intro_app.groups.models import GroupMembership, GroupSource, MemberGroup
from intro_app.identity.models import Member
from intro_app.identity.queries import member_by_mailbox
from intro_app.people.service import say_i_know
from intro_app.search.service import put_groups
from intro_app.text.codes import read_code
from intro_app.text.mailboxes import canonical
from intro_app.wording import N_


class GroupClosed(DomainError):
    """Nobody can join this way now; it does not say whether that is so for everybody."""

    def __init__(self) -> None:
        super().__init__(N_("This group is closed to new members."))


def make_group(staff: Member, name: str, *, takes_requests: bool, at: datetime) -> MemberGroup:
    """Make a group. Raises DomainError beyond the limit, or when there is one of this name."""
    with atomic():
        advisory_lock("member groups")
        if len(queries.open_groups()) >= policy.MOST_GROUPS:
            raise DomainError(N_("There are 50 groups already. Close one first."))
        _ensure_free(name)
        made = MemberGroup(name=name, takes_requests=takes_requests, made_at=at)
        db.session.add(made)
        db.session.flush()
        note(staff.id, "group_made", None, f"group:{made.id}", "", at)
    return made


def rename_group(group_id: int, staff: Member, name: str, at: datetime) -> None:
    """Give a group another name. Raises DomainError when there is another group of this name."""
    with atomic():
        advisory_lock("member groups")
        made = queries.locked(group_id)
        if made and made.closed_at is None and made.name != name:
            _ensure_free(name, apart_from=made.id)
            give_name(made, name)
            note(staff.id, "group_renamed", None, f"group:{group_id}", "", at)


def give_name(group: MemberGroup, name: str, *, known_as: str = "") -> None:
    """Give a group a name, in the caller's transaction, and let the search find its people by it."""
    group.name, group.known_as = name, known_as
    db.session.flush()
    for member_id in queries.who_show(group.id):
        index_groups(member_id)


def close_group(group_id: int, staff: Member, at: datetime) -> None:
    """Close a group for good: nobody is in it any more, and nobody can join."""
    with atomic():
        made = queries.locked(group_id)
        if made and made.closed_at is None:
            made.closed_at, made.code_hash, made.code_until = at, None, None
            showing = queries.who_show(group_id)
            db.session.execute(delete(GroupMembership).where(GroupMembership.group_id == group_id))
            for member_id in showing:
                index_groups(member_id)
            note(staff.id, "group_closed", None, f"group:{group_id}", "", at)


def new_code(group_id: int, staff: Member, *, days: int, at: datetime) -> None:
    """Give a group a new code for so many days; the one before ends."""
    with atomic():
        made = queries.locked(group_id)
        if made and made.closed_at is None:
            made.code_number += 1
            made.code_hash, made.code_until = hash_of(code_of(made)), at + timedelta(days=days)
            note(staff.id, "group_code_made", None, f"group:{group_id}", "", at)


def end_code(group_id: int, staff: Member, at: datetime) -> None:
    """End the code of a group."""
    with atomic():
        made = queries.locked(group_id)
        if made and made.takes_codes(at):
            made.code_until = at
            note(staff.id, "group_code_ended", None, f"group:{group_id}", "", at)


def join_by_code(member: Member, code: str, at: datetime) -> MemberGroup:
    """Join the group with this code. Raises GroupClosed, DomainError when no group has it."""
    with atomic():
        group = queries.by_code(code) if read_code(code) else None
        if group is None:
            raise DomainError(N_("No group has this code. Check it with whoever gave it to you."))
        if not group.takes_codes(at):
            raise GroupClosed
        put_in(group, member, GroupSource.CODE, at, since=at)
    return group


def ask_to_join_group(member: Member, group: MemberGroup, at: datetime) -> None:
    """Ask staff to be let into a group. Raises GroupClosed where it takes no requests."""
    with atomic():
        if not group.takes_requests or group.closed_at is not None:
            raise GroupClosed
        put_in(group, member, GroupSource.REQUEST, at, since=None)


def add_by_address(group_id: int, staff: Member, address: str, at: datetime) -> None:
    """Put the member with this address into a group. Raises DomainError when there is none."""
    member = member_by_mailbox(canonical(address))
    if member is None:
        raise DomainError(N_("No member has this address."))
    add_by_hand(group_id, staff, member, at)


def add_by_hand(group_id: int, staff: Member, member: Member, at: datetime) -> None:
    """Put a member into a group, if it is open."""
    with atomic():
        group = queries.locked(group_id)
        if group and group.closed_at is None:
            for row in queries.rows_of(group_id, member.id):
                row.removed = False
            put_in(group, member, GroupSource.HAND, at, since=at)
            note(staff.id, "group_added", member.id, f"group:{group_id}", "", at)


def join_by_gate(group_id: int | None, member: Member, at: datetime) -> None:
    """Put somebody who joins the site into the group that their invitation or staff chose, if it is open."""
    with atomic():
        group = queries.locked(group_id) if group_id else None
        if group and group.closed_at is None:
            put_in(group, member, GroupSource.GATE, at, since=at)


def follow_provider(member: Member, given: Collection[int], newly: Collection[int], at: datetime) -> None:
    """Put somebody into the groups that providers newly give, and out of those that they give no more.

    Only what came by a provider ends so. Whoever left a group by themselves, or was removed from it, does not
    come into it again before a provider has taken it away and given it anew, or not at all.
    """
    with atomic():
        for row in queries.rows_by(GroupSource.PROVIDER, member.id):
            if row.group_id not in given and row.ended_at is None:
                db.session.delete(row)
        for group_id in sorted(newly):
            group = queries.locked(group_id)
            removed = any(row.removed for row in queries.rows_of(group_id, member.id))
            if group and group.closed_at is None and not removed:
                put_in(group, member, GroupSource.PROVIDER, at, since=at)
        index_groups(member.id)


def answer_request(group_id: int, member_id: int, staff: Member, *, let_in: bool, at: datetime) -> None:
    """Answer a request to join a group; a no deletes it."""
    with atomic():
        for row in queries.rows_of(group_id, member_id):
            if not row.waits:
                continue
            if let_in:
                row.since = at
                index_groups(member_id)
            else:
                db.session.delete(row)
            act = "group_let_in" if let_in else "group_not_let_in"
            note(staff.id, act, member_id, f"group:{group_id}", "", at)


def remove_from_group(group_id: int, member_id: int, staff: Member, at: datetime) -> None:
    """End all that makes this member one of the group; its code does not let them in again."""
    with atomic():
        standing = [row for row in queries.rows_of(group_id, member_id) if row.ended_at is None]
        for row in standing:
            row.ended_at, row.removed, row.shown = at, True, False
        if standing:
            index_groups(member_id)
            note(staff.id, "group_removed", member_id, f"group:{group_id}", "", at)


def leave_group(member: Member, group: MemberGroup) -> None:
    """Leave a group, or take back a request; a removal by staff is remembered."""
    with atomic():
        for row in queries.rows_of(group.id, member.id):
            if row.ended_at is None:
                db.session.delete(row)
        index_groups(member.id)


def show_group(member: Member, group: MemberGroup, *, shown: bool) -> None:
    """Store whether others read that this member is in the group."""
    with atomic():
        for row in queries.rows_of(group.id, member.id):
            row.shown = shown and row.stands
        index_groups(member.id)


def index_groups(member_id: int) -> None:
    """Let the search find a member by the groups that they show, and no others."""
    with atomic():
        db.session.flush()
        put_groups(member_id, queries.names_shown_by(member_id))


def index_all_groups() -> None:
    """Index the groups of everybody who shows one again, each in a transaction of their own."""
    for member_id in queries.who_show():
        index_groups(member_id)


def know_people(member: Member, group: MemberGroup, ids: Iterable[str], at: datetime) -> int:
    """Say that one knows these people of a group, by their public ids; return how many there were.

    Each of them is asked as always, and it counts once they confirm. Others than those whom the member sees
    there are left out.
    """
    wanted = list(ids)[: policy.MOST_AT_ONCE]
    shown_there = select(GroupMembership.member_id).where(
        GroupMembership.group_id == group.id, GroupMembership.shown, GroupMembership.ended_at.is_(None)
    )
    there = select(Member).where(
        Member.public_id.in_(wanted),
        Member.left_at.is_(None),
        Member.id != member.id,
        Member.id.in_(shown_there),
    )
    with atomic():
        found = db.session.scalars(there.order_by(Member.id)).all()
        for one in found:
            say_i_know(member, one, at)
    return len(found)


def erase_groups_of(member_id: int) -> None:
    """Delete that somebody who leaves the site was in groups, in the caller's transaction."""
    with atomic():
        db.session.execute(delete(GroupMembership).where(GroupMembership.member_id == member_id))


def forget_group_requests(at: datetime) -> None:
    """Delete requests nobody answered, and removals of a year ago; the worker calls this."""
    unanswered = (
        GroupMembership.since.is_(None),
        GroupMembership.ended_at.is_(None),
        GroupMembership.asked_at <= at - policy.REQUEST_LASTS,
    )
    with atomic():
        db.session.execute(delete(GroupMembership).where(*unanswered))
        old = GroupMembership.ended_at <= at - policy.ENDED_LASTS
        db.session.execute(delete(GroupMembership).where(old))


def put_in(
    group: MemberGroup, member: Member, source: GroupSource, at: datetime, *, since: datetime | None
) -> None:
    """Add a row of this source, or let it stand again. Raises GroupClosed for somebody whom staff removed."""
    advisory_lock(f"group {group.id} {member.id}")
    rows = queries.rows_of(group.id, member.id)
    if source in {GroupSource.CODE, GroupSource.DOMAIN} and any(row.removed for row in rows):
        raise GroupClosed
    mine = next((row for row in rows if row.source is source), None)
    if mine is None:
        shown = any(row.shown for row in rows)
        db.session.add(
            GroupMembership(
                group_id=group.id,
                member_id=member.id,
                source=source,
                shown=shown,
                asked_at=at,
                since=since,
                proved_at=at if source is GroupSource.DOMAIN else None,
            )
        )
    elif mine.ended_at is not None:
        mine.ended_at, mine.since, mine.asked_at, mine.removed = None, since, at, False
    index_groups(member.id)


def _ensure_free(name: str, *, apart_from: int | None = None) -> None:
    if queries.called(name) not in {None, apart_from}:
        raise DomainError(N_("There’s already a group with this name."))
