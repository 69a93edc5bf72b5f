"""The e-mails about circles, one function each."""

from datetime import datetime
from typing import Any

from intro_app.community.circles.models import Circle
from intro_app.config import settings
from intro_app.identity.models import Member
from intro_app.outbox import Email, MailKind, MailStream, compose


def circle_invitation(circle: Circle, to: Member, step: str) -> Email:
    """Invite somebody the host knows into a circle."""
    return _of_circle(
        "circle_invitation",
        circle,
        to,
        step,
        mail_kind=MailKind.UNREQUESTED,
        stream=MailStream.BULK,
        url=page_of(circle),
    )


def circle_request(circle: Circle, who: Member, words: str, step: str) -> Email:
    """Tell the host that somebody asks to join.

    Anybody can trigger this, so it is UNREQUESTED mail and counts against the host's mail limit.
    """
    context: dict[str, Any] = {"who": who, "words": words, "url": f"{page_of(circle)}/people"}
    step = f"{who.id}:{step}"
    return _of_circle("circle_request", circle, circle.host, step, mail_kind=MailKind.UNREQUESTED, **context)


def circle_welcome(circle: Circle, to: Member, step: str) -> Email:
    """Tell somebody that the host let them in."""
    return _of_circle("circle_welcome", circle, to, step, url=page_of(circle))


def circle_offered(circle: Circle, to: Member, step: str) -> Email:
    """Ask somebody whether they would take over as host."""
    return _of_circle("circle_offered", circle, to, step, mail_kind=MailKind.UNREQUESTED, url=page_of(circle))


def circle_without_host(circle: Circle, to: Member, closes_at: datetime) -> Email:
    """Tell somebody in a circle that its host has left the site, and until when it can be taken over."""
    step = f"{closes_at.timestamp():.0f}"
    return _of_circle("circle_without_host", circle, to, step, url=page_of(circle), closes_at=closes_at)


def circle_passed_on(circle: Circle, to: Member) -> Email:
    """Tell a co-host that they host the circle now, as its host has left the site."""
    return _of_circle("circle_passed_on", circle, to, f"{circle.version}", url=page_of(circle))


def page_of(circle: Circle) -> str:
    """Return the URL of a circle."""
    return f"{settings().base_url}/circles/{circle.public_id}"


def _of_circle(
    kind: str,
    circle: Circle,
    to: Member,
    step: str,
    *,
    mail_kind: MailKind = MailKind.EXPECTED,
    stream: MailStream = MailStream.MAIN,
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
        stream=stream,
        circle=circle,
        **context,
    )
