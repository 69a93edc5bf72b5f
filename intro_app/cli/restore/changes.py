"""Makes the changes that the journal tells of: who left, stopped or blocked, what ended or was released."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, select, update

from intro_app.cli.restore import staff_changes
from intro_app.cli.restore.sent_mail import is_there
from intro_app.community.threads.models import Post
from intro_app.community.threads.service import erase
from intro_app.db import db, insert_into
from intro_app.identity.models import Member
from intro_app.introductions.service.restoring import (
    GivenConsent,
    Released,
    connect_again,
    end_again,
    take_back_again,
)
from intro_app.introductions.states import Role
from intro_app.joining.invitations.models import Invitation
from intro_app.joining.lists.models import InvitationList, InvitationListRow
from intro_app.journal.policy import JournalKind, Line, moment_of
from intro_app.journal.queries import row_named
from intro_app.links import Link
from intro_app.outbox.models import Suppression
from intro_app.outbox.policy import EVERYTHING
from intro_app.outbox.suppression import lift, suppress
from intro_app.people.models import Block, BlockKind
from intro_app.people.service import block
from intro_app.privacy.service import Wishes, close_now


def make(line: Line) -> None:
    """Make one change in the caller's transaction; nothing happens where it is made already."""
    _MAKERS[JournalKind(line.kind)](line)


def _stop(line: Line) -> None:
    mailbox, scope = line.key.split(" ", 1)
    since = moment_of(line.facts["since"])
    if since is None:
        lift(mailbox, scope)
        return
    suppress(mailbox, scope, since)
    theirs = Suppression.mailbox_hash == mailbox, Suppression.scope == scope
    db.session.execute(update(Suppression).where(*theirs).values(since=since))
    if scope == EVERYTHING:
        for member in db.session.scalars(select(Member).where(Member.mailbox_hash == mailbox)):
            member.door.close_for_good()


def _block(line: Line) -> None:
    first, second, kind = line.key.split(" ")
    blocker, blocked, since = int(first), int(second), moment_of(line.facts["since"])
    if since is None:
        both = Block.blocker_id == blocker, Block.blocked_id == blocked
        db.session.execute(delete(Block).where(*both, Block.kind == kind))
    elif db.session.get(Member, blocker) and db.session.get(Member, blocked):
        block(blocker, blocked, since, kind=BlockKind(kind))


def _left(line: Line) -> None:
    member = db.session.get(Member, int(line.key))
    if member is not None and member.left_at is None:
        close_now(member, Wishes(), moment_of(line.facts["at"]) or line.at)


def _ended(line: Line) -> None:
    end_again(int(line.key), moment_of(line.facts["at"]) or line.at)


def _released(line: Line) -> None:
    told = line.facts
    at = moment_of(told["ended_at"]) or line.at
    consents = tuple(
        GivenConsent(**one | {"role": Role(one["role"]), "given_at": moment_of(one["given_at"]) or at})
        for one in told["consents"]
    )
    agreed_at = moment_of(told["agreed_at"]) or at
    connect_again(int(line.key), Released(at, agreed_at, told["first_id"], told["second_id"], consents))


def _taken_back(line: Line) -> None:
    told = line.facts
    take_back_again(told["introduction_id"], Role(told["role"]), moment_of(told["taken_back_at"]) or line.at)


def _post(line: Line) -> None:
    post, at = db.session.get(Post, int(line.key)), moment_of(line.facts["at"])
    if post is not None and at is not None:
        erase(post, at)


def _link(line: Line) -> None:
    if is_there(line.facts["subject"]):
        row: dict[str, Any] = {"id_hash": line.key, "used_at": None, "outcome": None, **line.facts}
        row |= {name: moment_of(row[name]) for name in ("issued_at", "expires_at")}
        db.session.execute(insert_into(Link).values(row).on_conflict_do_nothing())


def _gone(line: Line) -> None:
    found, same = row_named(line.key)
    if found.name == InvitationList.__tablename__:
        _forget_list(int(line.key.split(" ")[1]))
    db.session.execute(delete(found).where(*same))


def _forget_list(list_id: int) -> None:
    """Delete what names a list of invitations, as those do who delete one."""
    made = update(Invitation).where(Invitation.list_id == list_id)
    db.session.execute(made.values(list_id=None, list_row=None))
    db.session.execute(delete(InvitationListRow).where(InvitationListRow.list_id == list_id))


_MAKERS: dict[JournalKind, Callable[[Line], None]] = {
    JournalKind.STOP: _stop,
    JournalKind.BLOCK: _block,
    JournalKind.LEFT: _left,
    JournalKind.ENDED: _ended,
    JournalKind.RELEASED: _released,
    JournalKind.TAKEN_BACK: _taken_back,
    JournalKind.POST: _post,
    JournalKind.LINK: _link,
    JournalKind.GONE: _gone,
    **staff_changes.MAKERS,
}
