"""What waits on Dan's desk in the story: a letter of Mallory's that Priya reported."""

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

# Spelled as the ids of passkeys are, in base64url: a browser is told which ones it must not make again.
_OF_THE_STORY = "of-the-story"


def make_moderator(dan: Member, at: datetime) -> None:
    """Dan moderates. The passkey of the story is on no device: only the page for becoming somebody opens with it."""
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
    """Priya, who is near to nobody whom Dan knows, says what is wrong with it."""
    complaint = Complaint(about=Role.FIRST, grounds=Grounds.HIDDEN_PITCH, text=letters.PRIYA_REPORTS)
    report(introduction.id, Role.SECOND, complaint, at=at)


def passkey_of(member: Member) -> int | None:
    """The passkey by which whoever becomes a moderator of the story comes in; nobody else has one."""
    return db.session.scalar(
        select(Passkey.id).where(Passkey.member_id == member.id, Passkey.credential_id == _OF_THE_STORY)
    )
