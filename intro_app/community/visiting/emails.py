"""The e-mails to people who sign up for a gathering without an account."""

from datetime import datetime

from intro_app.community.gatherings import calendar
from intro_app.community.gatherings.emails import VISITS, visit_link
from intro_app.community.gatherings.models import Attendance, GatheringReply, GatheringVisitor
from intro_app.outbox import Email, MailKind, compose


def visit_asked(visitor: GatheringVisitor, at: datetime, *, withheld: bool = False) -> Email:
    """Send whoever typed this address the link to the page on which they sign up."""
    return compose(
        "visit_asked",
        "community",
        to=visitor.addressee,
        dedupe=f"visit_asked:{visitor.id}:{at.isoformat()}",
        about=f"visitor:{visitor.id}",
        scopes=(VISITS,),
        mail_kind=MailKind.SIGN_UP,
        withheld=withheld,
        gathering=visitor.gathering,
        reply=None,
        url=visit_link(visitor, at),
    )


def visit_confirmed(invited: Attendance, visitor: GatheringVisitor, at: datetime) -> Email:
    """Tell a visitor that they have a seat, with the calendar file, or are on the waiting list."""
    has_seat = invited.reply == GatheringReply.GOING
    return compose(
        "visit_confirmed",
        "community",
        to=visitor.addressee,
        dedupe=f"visit_confirmed:{invited.id}",
        about=f"visitor:{visitor.id}",
        scopes=(VISITS,),
        attachments=calendar.attached([visitor.gathering], visitor.addressee) if has_seat else (),
        gathering=visitor.gathering,
        reply=invited.reply,
        url=visit_link(visitor, at),
    )
