"""The e-mails of the community, one function each."""

from datetime import datetime
from typing import Any

from intro_app import links
from intro_app.community import calendar
from intro_app.community.models import Attendance, Circle, Post, Thread
from intro_app.community.queries.preferences import Week
from intro_app.config import settings
from intro_app.identity.models import Member
from intro_app.links import LinkPurpose
from intro_app.outbox import Attachment, Email, MailKind, compose


def circle_invitation(circle: Circle, to: Member, step: str) -> Email:
    """Invite somebody the host knows into a circle."""
    return _of_circle(
        "circle_invitation", circle, to, step, mail_kind=MailKind.UNREQUESTED, url=_page(circle)
    )


def circle_request(circle: Circle, who: Member, words: str, step: str) -> Email:
    """Tell the host that somebody asks to join.

    Anybody can trigger this, so it is UNREQUESTED mail and counts against the host's mail limit.
    """
    context = {"who": who, "words": words, "url": f"{_page(circle)}/people"}
    step = f"{who.id}:{step}"
    return _of_circle("circle_request", circle, circle.host, step, mail_kind=MailKind.UNREQUESTED, **context)


def circle_welcome(circle: Circle, to: Member, step: str) -> Email:
    """Tell somebody that the host let them in."""
    return _of_circle("circle_welcome", circle, to, step, url=_page(circle))


def circle_offered(circle: Circle, to: Member, step: str) -> Email:
    """Ask somebody whether they would take over as host."""
    return _of_circle("circle_offered", circle, to, step, mail_kind=MailKind.UNREQUESTED, url=_page(circle))


def mentioned(post: Post, thread: Thread, circle: Circle, writer: Member, to: Member) -> Email:
    """Tell a member of a circle that a post mentions them."""
    return compose(
        "mentioned",
        "community",
        to=to.addressee,
        dedupe=f"mentioned:{post.id}:{to.id}",
        about=f"post:{post.id}",
        scopes=(f"requester:{writer.id}", "kind:mention"),
        circle=circle,
        writer=writer,
        words=post.words,
        url=f"{_page(circle)}/threads/{thread.public_id}",
    )


def gathering_invitation(invited: Attendance, at: datetime, *, in_circle: bool) -> Email:
    """Invite somebody to a gathering. For people outside its circle this is unrequested mail."""
    sort = MailKind.EXPECTED if in_circle else MailKind.UNREQUESTED
    return _of_gathering("gathering_invitation", invited, "", at, mail_kind=sort)


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


def weekly_digest(to: Member, week: Week, monday: str) -> Email:
    """Summarise a week in at most twelve lines."""
    return compose(
        "weekly_digest",
        "community",
        to=to.addressee,
        dedupe=f"weekly_digest:{to.id}:{monday}",
        about=f"digest:{to.id}",
        scopes=("kind:digest",),
        week=week,
        url=f"{settings().base_url}/community",
        settings_url=f"{settings().base_url}/me/digest",
    )


def _page(circle: Circle) -> str:
    return f"{settings().base_url}/circles/{circle.public_id}"


def _of_circle(
    kind: str,
    circle: Circle,
    to: Member,
    step: str,
    *,
    mail_kind: MailKind = MailKind.EXPECTED,
    **context: Any,
) -> Email:
    return compose(
        kind,
        "community",
        to=to.addressee,
        dedupe=f"{kind}:{circle.id}:{to.id}:{step}",
        about=f"circle:{circle.id}",
        scopes=("kind:circle",),
        mail_kind=mail_kind,
        circle=circle,
        **context,
    )


def _of_gathering(
    kind: str,
    invited: Attendance,
    step: str,
    at: datetime,
    *,
    mail_kind: MailKind = MailKind.EXPECTED,
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
        attachments=attachments,
        gathering=gathering,
        reply=invited.reply,
        url=links.issue(LinkPurpose.GATHERING, f"attendance:{invited.id}", at=at, until=gathering.ends_at),
    )
