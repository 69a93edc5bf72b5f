"""Preview a list, send it at an even pace, pause and withdraw it; stop it when too many mailboxes fail."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, Select, delete, insert, or_, select, update

from intro_app.audit.service import note
from intro_app.db import advisory_lock, atomic, db
from intro_app.errors import DomainError
from intro_app.groups.queries import named
from intro_app.groups.service import add_by_hand
from intro_app.identity.models import Member
from intro_app.identity.queries import member_by_mailbox
from intro_app.joining.invitations.models import Invitation, InvitationKind
from intro_app.joining.invitations.policy import LASTS, InvitationState
from intro_app.joining.invitations.service import Invited, end, write_once
from intro_app.joining.lists import emails, policy, queries
from intro_app.joining.lists.models import InvitationList, InvitationListRow
from intro_app.joining.lists.policy import ListState, RowVerdict
from intro_app.joining.lists.reading import ListedPerson
from intro_app.joining.requests.queries import admins
from intro_app.outbox import cancel_queued
from intro_app.people.reach import write_to_each
from intro_app.periodic import run_each
from intro_app.text.mailboxes import canonical
from intro_app.wording import N_


def preview(staff: Member, people: Sequence[ListedPerson], at: datetime) -> InvitationList:
    """Store a list for its preview, and return it; one that this person made before and never sent goes."""
    with atomic():
        advisory_lock(f"invitation list {staff.id}")
        _delete_lists(select(InvitationList.id).where(_is_preview(), InvitationList.staff_id == staff.id))
        made = InvitationList(staff_id=staff.id, made_at=at)
        db.session.add(made)
        db.session.flush()  # the rows name its id
        db.session.execute(insert(InvitationListRow), _rows(made.id, people))
    return made


def send(list_id: int, staff: Member, at: datetime, *, source: str, line: str, locale: str) -> None:
    """Begin to invite everybody whom the preview found in order, and put members into their groups.

    Raises DomainError when there is nobody. Does nothing when the list was sent before.
    """
    with atomic():
        made = queries.locked(list_id)
        if made is None or made.state is not ListState.PREVIEW:
            return
        if not _add_members(list_id, staff, at) and not queries.next_rows(list_id, 1):
            raise DomainError(N_("There’s nobody on this list you can invite."))
        made.source, made.line, made.locale = source, line, locale
        made.confirmed_at = made.next_at = at
        _forget_rows(list_id, but_waiting=True)
        note(staff.id, "list_sent", None, f"invitation_list:{list_id}", "", at)


def pause(list_id: int, staff: Member, at: datetime) -> None:
    """Hand over no further e-mail until somebody resumes."""
    with atomic():
        made = queries.locked(list_id)
        if made and made.state is ListState.SENDING:
            made.next_at, made.stopped_at = None, None
            note(staff.id, "list_paused", None, f"invitation_list:{list_id}", "", at)


def resume(list_id: int, staff: Member, at: datetime) -> None:
    """Go on; failures until now do not stop it again."""
    with atomic():
        made = queries.locked(list_id)
        if made and made.state in {ListState.PAUSED, ListState.STOPPED}:
            made.next_at, made.stopped_at = at, None
            made.judged_after = queries.newest_row(list_id)
            note(staff.id, "list_resumed", None, f"invitation_list:{list_id}", "", at)


def withdraw(list_id: int, staff: Member, at: datetime) -> None:
    """End a list and every invitation from it that nobody has used; a preview is deleted."""
    with atomic():
        made = queries.locked(list_id)
        if made is None:
            return
        if made.state is ListState.PREVIEW:
            _delete_lists(select(InvitationList.id).where(InvitationList.id == list_id))
        elif made.state is not ListState.WITHDRAWN:
            made.withdrawn_at, made.next_at = at, None
            _forget_rows(list_id)
            _end_all(list_id, at)
            note(staff.id, "list_withdrawn", None, f"invitation_list:{list_id}", "", at)


def withdraw_one(invitation_id: int, staff: Member, at: datetime) -> None:
    """Withdraw one invitation from a list, and its e-mail if that has not left."""
    with atomic():
        made = db.session.get(Invitation, invitation_id, with_for_update=True, populate_existing=True)
        is_open = made is not None and made.state(at) is InvitationState.WAITING
        if made and made.kind is InvitationKind.LISTED and is_open:
            end(made, at)
            note(staff.id, "invitation_withdrawn", None, f"invitation:{invitation_id}", "", at)


def send_lists(at: datetime) -> None:
    """Hand over the e-mails whose turn has come; the worker calls this."""
    run_each("joining.send_lists", queries.due_lists(), _go_on, at)


def forget_lists(at: datetime) -> None:
    """Delete previews nobody sent and lists long over, and end those that take too long; for the worker.

    Nothing is read for it, so a list whose words do not open any more holds none back.
    """
    with atomic():
        late = update(InvitationList).where(
            InvitationList.made_at <= at - policy.LIST_LASTS,
            InvitationList.made_at > at - policy.FORGOTTEN_AFTER,
            InvitationList.finished_at.is_(None),
            InvitationList.withdrawn_at.is_(None),
        )
        ended = late.values(finished_at=at, next_at=None).returning(InvitationList.id)
        for list_id in db.session.scalars(ended).all():
            _forget_rows(list_id)
        old = InvitationList.made_at <= at - policy.FORGOTTEN_AFTER
        unsent = _is_preview() & (InvitationList.made_at <= at - policy.PREVIEW_LASTS)
        _delete_lists(select(InvitationList.id).where(or_(old, unsent)))


def _go_on(list_id: int, at: datetime) -> bool:
    """Hand over what is due of one list, in one transaction; return whether anything happened."""
    made = queries.locked(list_id)
    if made is None or made.next_at is None or made.next_at > at:
        return False
    fates = queries.newest_fates(made)
    if policy.must_stop([fate.failed for fate in fates]):
        _stop(made, sum(fate.failed for fate in fates), at)
        return True
    if sum(fate.waits for fate in fates) >= policy.MOST_WAITING:  # the mail server is slow, or away
        made.next_at = at + policy.PACE
        return True
    rows = queries.next_rows(list_id, policy.number_due(made.next_at, at))
    for row in rows:
        _hand_over(row, made, at)
    if rows:
        made.next_at = policy.next_slot(made.next_at, len(rows), at)
    else:
        made.finished_at, made.next_at = at, None
    return True


def _hand_over(row: InvitationListRow, made: InvitationList, at: datetime) -> None:
    write_once(
        Invitation(
            kind=InvitationKind.LISTED,
            inviter_id=made.staff_id,
            made_at=at,
            until=at + LASTS,
            list_id=made.id,
            list_row=row.number,
            group_id=row.group_id,
        ),
        Invited(row.address, row.name, made.line, made.locale, made.source),
        lambda invitation, link: emails.invitation_from_list(invitation, link, locale=made.locale),
        at,
    )
    row.handed_at, row.name, row.address = at, "", ""


def _stop(made: InvitationList, failed: int, at: datetime) -> None:
    made.next_at, made.stopped_at = None, at
    write_to_each(
        [(one, partial(emails.invitation_list_stopped, one, made, failed)) for one in admins()], at=at
    )


def _rows(list_id: int, people: Sequence[ListedPerson]) -> list[dict[str, object]]:
    groups = named({one.group for one in people if one.group})
    members = queries.members_among([one.address for one in people if one.verdict is RowVerdict.OK])
    marked = [_marked(one, members, groups) for one in people]
    return [
        {
            "list_id": list_id,
            "number": one.number,
            "name": one.name,
            "address": one.address,
            "verdict": one.verdict,
            "why": one.why,
            "group_id": groups.get(one.group),
        }
        for one in marked
    ]


def _marked(one: ListedPerson, members: Collection[str], groups: Collection[str]) -> ListedPerson:
    """Mark who is a member already, and a row with a group that there is not."""
    if one.verdict is not RowVerdict.OK:
        return one
    if one.group and one.group not in groups:
        why = N_("No group has this name or code. Correct the row, or create the group first.")
        return replace(one, verdict=RowVerdict.MALFORMED, why=why)
    return replace(one, verdict=RowVerdict.MEMBER) if canonical(one.address) in members else one


def _add_members(list_id: int, staff: Member, at: datetime) -> bool:
    """Put those who are members already into their groups; return whether there was anybody."""
    there = select(InvitationListRow).where(
        InvitationListRow.list_id == list_id,
        InvitationListRow.verdict == RowVerdict.MEMBER,
        InvitationListRow.group_id.is_not(None),
    )
    added = False
    for row in db.session.scalars(there.order_by(InvitationListRow.number)).all():
        member = member_by_mailbox(canonical(row.address))
        if member and row.group_id:
            add_by_hand(row.group_id, staff, member, at)
            added = True
    return added


def _is_preview() -> ColumnElement[bool]:
    return InvitationList.confirmed_at.is_(None)


def _forget_rows(list_id: int, *, but_waiting: bool = False) -> None:
    """Erase whom the rows of a list name; with `but_waiting`, except those who are still to be invited."""
    rows = update(InvitationListRow).where(InvitationListRow.list_id == list_id)
    if but_waiting:
        rows = rows.where(InvitationListRow.verdict != RowVerdict.OK)
    db.session.execute(rows.values(name="", address=""))


def _end_all(list_id: int, at: datetime) -> None:
    """End the invitations of a list that nobody has used, and take back e-mails that have not left."""
    unused = Invitation.list_id == list_id, Invitation.taken == 0, Invitation.withdrawn_at.is_(None)
    ended = db.session.scalars(select(Invitation.id).where(*unused)).all()
    gone = {"withdrawn_at": at, "name": "", "address": "", "line": "", "source": ""}
    db.session.execute(update(Invitation).where(*unused).values(gone))
    cancel_queued(about=[f"invitation:{one}" for one in ended], at=at)


def _delete_lists(wanted: Select[int]) -> None:
    """Delete lists with their rows; the invitations from them stay as long as any other."""
    ids = db.session.scalars(wanted).all()
    if not ids:
        return
    made = update(Invitation).where(Invitation.list_id.in_(ids))
    db.session.execute(made.values(list_id=None, list_row=None))
    db.session.execute(delete(InvitationListRow).where(InvitationListRow.list_id.in_(ids)))
    db.session.execute(delete(InvitationList).where(InvitationList.id.in_(ids)))
