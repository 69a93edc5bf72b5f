"""The e-mails about gatherings, one function each."""

from datetime import datetime

from intro_app import links
from intro_app.community.gatherings import calendar
from intro_app.community.gatherings.models import Attendance
from intro_app.links import LinkPurpose
from intro_app.outbox import Attachment, Email, MailKind, MailStream, compose


def gathering_invitation(invited: Attendance, at: datetime, *, in_circle: bool) -> Email:
    """Invite somebody to a gathering. For people outside its circle this is unrequested mail."""
    sort = MailKind.EXPECTED if in_circle else MailKind.UNREQUESTED
    return _of_gathering("gathering_invitation", invited, "", at, mail_kind=sort, stream=MailStream.BULK)


def gathering_changed(invited: Attendance, at: datetime) -> Email:
    """Tell that the time or the place of a gathering changed."""
    files = calendar.attached(invited.gathering) if invited.reply == "going" else ()
    return _of_gathering("gathering_changed", invited, str(invited.gathering.edition), at, attachments=files)


def gathering_cancelled(invited: Attendance, at: datetime) -> Email:
    """Tell that a gathering is cancelled; the attached file removes it from calendars."""
    files = calendar.attached(invited.gathering, with_link=invited.reply == "going")
    return _of_gathering("gathering_cancelled", invited, "", at, attachments=files)


def moved_up(invited: Attendance, at: datetime) -> Email:
    """Tell somebody on the waiting list that they have a seat now."""
    files = calendar.attached(invited.gathering)
    return _of_gathering("moved_up", invited, str(invited.turn), at, attachments=files)


def gathering_reminder(invited: Attendance, at: datetime) -> Email:
    """Remind somebody that a gathering is tomorrow."""
    files = calendar.attached(invited.gathering)
    return _of_gathering("gathering_reminder", invited, str(invited.gathering.edition), at, attachments=files)


def _of_gathering(
    kind: str,
    invited: Attendance,
    step: str,
    at: datetime,
    *,
    mail_kind: MailKind = MailKind.EXPECTED,
    stream: MailStream = MailStream.MAIN,
    attachments: tuple[Attachment, ...] = (),
) -> Email:
    gathering = invited.gathering
    return compose(
        kind,
        "community",
        to=invited.member.addressee,
        dedupe=f"{kind}:{invited.id}:{step}",
        about=f"gathering:{gathering.id}",
        scopes=("kind:gathering",),
        mail_kind=mail_kind,
        stream=stream,
        attachments=attachments,
        gathering=gathering,
        reply=invited.reply,
        url=links.issue(LinkPurpose.GATHERING, f"attendance:{invited.id}", at=at, until=gathering.ends_at),
    )
