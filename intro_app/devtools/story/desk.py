"""The story's staff: Dan lets people in and moderates, and Priya reported a letter of Mallory's."""

from datetime import datetime

from sqlalchemy import select

from intro_app.db import db
from intro_app.devtools.story import letters
from intro_app.identity import service as accounts
from intro_app.identity.models import Member, Passkey, StaffRole
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.service.reporting import Complaint, report
from intro_app.organising.settings.queries import is_locked
from intro_app.organising.settings.service import change_settings

# Valid base64url, as credential ids must be, because browsers are sent the ids of existing passkeys.
_OF_THE_STORY = "of-the-story"


def make_admin(dan: Member, at: datetime) -> None:
    """Make Dan an admin, so that he reads requests to join."""
    accounts.grant(dan, StaffRole.ADMIN, at, why="He looks after the site.")


def let_newcomers_ask(dan: Member, at: datetime) -> None:
    """Dan sets the gate on its page, where anybody who tries the demo can set it otherwise."""
    if not is_locked("joining"):
        change_settings({"joining": "request"}, dan, at)


def make_moderator(dan: Member, at: datetime) -> None:
    """Make Dan a moderator, with a passkey that exists on no device; only /dev/people uses it."""
    accounts.grant(dan, StaffRole.MODERATOR, at, why="He hears both sides.")
    passkey = Passkey(
        member_id=dan.id,
        credential_id=_OF_THE_STORY,
        public_key=b"",
        name="A key that is on no device",
        added_at=at,
    )
    db.session.add(passkey)
    db.session.flush()


def report_letter(introduction: Introduction, at: datetime) -> None:
    """Let Priya report the letter. She is more than two steps from Dan, so he may decide about it."""
    complaint = Complaint(about=Role.FIRST, grounds=Grounds.HIDDEN_PITCH, text=letters.PRIYA_REPORTS)
    report(introduction.id, Role.SECOND, complaint, at=at)


def passkey_of(member: Member) -> int | None:
    """Return the id of the story's passkey of this member, or None; only the moderator has one."""
    return db.session.scalar(
        select(Passkey.id).where(Passkey.member_id == member.id, Passkey.credential_id == _OF_THE_STORY)
    )
