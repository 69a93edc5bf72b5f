"""The e-mails about gatherings, one function each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from intro_app import links
from intro_app.community.gatherings import calendar
from intro_app.community.gatherings.models import Attendance, GatheringReply, GatheringVisitor
from intro_app.community.gatherings.policy import VISITORS_KEPT_FOR
from intro_app.community.gatherings.wording import repeats
from intro_app.links import LinkPurpose
from intro_app.outbox import Attachment, Email, MailKind, MailStream, compose

# What visitors may stop: all e-mails about gatherings that they signed up for without an account.
VISITS = "kind:visit"


def gathering_invitation(invited: Attendance, at: datetime, *, in_circle: bool) -> Email:
    """Invite somebody to a gathering. For people outside its circle this is unrequested mail."""
    sort = MailKind.EXPECTED if in_circle else MailKind.UNREQUESTED
    return _of_gathering(
        "gathering_invitation",
        invited,
        "",
        at,
        mail_kind=sort,
        stream=MailStream.BULK,
        repeats=repeats(invited.gathering),
    )


def gathering_changed(invited: Attendance, at: datetime) -> Email:
    """Tell that the time or the place of a gathering changed."""
    files = _file_with_seats([invited])
    return _of_gathering("gathering_changed", invited, str(invited.gathering.edition), at, attachments=files)


def gathering_dates_changed(together: Sequence[Attendance], at: datetime) -> Email:
    """Tell that several dates of a gathering that repeats have a new time or place."""
    first, files = together[0], _file_with_seats(together)
    step = str(first.gathering.edition)
    dates = [one.gathering for one in together]
    return _of_gathering("gathering_dates_changed", first, step, at, attachments=files, dates=dates)


def gathering_cancelled(invited: Attendance, at: datetime) -> Email:
    """Tell that a gathering is cancelled; the attached file removes it from calendars."""
    files = _file_of_all([invited])
    return _of_gathering("gathering_cancelled", invited, "", at, attachments=files)


def gathering_dates_cancelled(together: Sequence[Attendance], at: datetime) -> Email:
    """Tell that several dates of a gathering that repeats are cancelled."""
    first, files = together[0], _file_of_all(together)
    step = str(first.gathering.edition)
    dates = [one.gathering for one in together]
    return _of_gathering("gathering_dates_cancelled", first, step, at, attachments=files, dates=dates)


def moved_up(invited: Attendance, at: datetime) -> Email:
    """Tell somebody on the waiting list that they have a seat now."""
    files = calendar.attached([invited.gathering], invited.person.addressee)
    return _of_gathering("moved_up", invited, str(invited.turn), at, attachments=files)


def gathering_reminder(invited: Attendance, at: datetime) -> Email:
    """Remind somebody that a gathering is tomorrow."""
    files = calendar.attached([invited.gathering], invited.person.addressee)
    return _of_gathering("gathering_reminder", invited, str(invited.gathering.edition), at, attachments=files)


def _file_with_seats(together: Sequence[Attendance]) -> tuple[Attachment, ...]:
    """Return the file of the dates on which somebody has a seat; none where they only wait."""
    seats = [one.gathering for one in together if one.reply == GatheringReply.GOING]
    return calendar.attached(seats, together[0].person.addressee) if seats else ()


def _file_of_all(together: Sequence[Attendance]) -> tuple[Attachment, ...]:
    with_link = all(one.reply == GatheringReply.GOING for one in together)
    dates = [one.gathering for one in together]
    return calendar.attached(dates, together[0].person.addressee, with_link=with_link)


def _of_gathering(
    kind: str,
    invited: Attendance,
    step: str,
    at: datetime,
    *,
    mail_kind: MailKind = MailKind.EXPECTED,
    stream: MailStream = MailStream.MAIN,
    attachments: tuple[Attachment, ...] = (),
    **facts: Any,
) -> Email:
    gathering = invited.gathering
    return compose(
        kind,
        "community",
        to=invited.person.addressee,
        dedupe=f"{kind}:{invited.id}:{step}",
        about=f"gathering:{gathering.id}",
        scopes=("kind:gathering",) if invited.member else (VISITS,),
        mail_kind=mail_kind,
        stream=stream,
        attachments=attachments,
        gathering=gathering,
        reply=invited.reply,
        **facts,
        url=_link_of(invited, at),
    )


def _link_of(invited: Attendance, at: datetime) -> str:
    """Return the link by which a person answers: a member's invitation, or a visitor's own page."""
    gathering = invited.gathering
    if invited.visitor:
        return visit_link(invited.visitor, at)
    return links.issue(LinkPurpose.GATHERING, f"attendance:{invited.id}", at=at, until=gathering.ends_at)


def visit_link(visitor: GatheringVisitor, at: datetime) -> str:
    """Return a new link to a visitor's page, which works as long as anything is kept about them."""
    until = visitor.gathering.ends_at + VISITORS_KEPT_FOR
    return links.issue(LinkPurpose.VISIT, f"visitor:{visitor.id}", at=at, until=until)
