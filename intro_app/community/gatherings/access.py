"""Which gathering a request is about, if its reader may see it; else the request ends."""

from flask import abort

from intro_app import links
from intro_app.clock import now
from intro_app.community.gatherings import queries
from intro_app.community.gatherings.models import Attendance, Gathering
from intro_app.identity.session import current_member
from intro_app.links import LinkEnded, LinkPurpose
from intro_app.web.languages import use_locale


def invited_to(public_id: str) -> tuple[Gathering, Attendance | None]:
    """Return a gathering that the member may see, and how they stand to it; else answer with 404."""
    return queries.gathering_for(public_id, current_member().id) or abort(404)


def attendance_of_link(token: str) -> Attendance:
    """Return what the link of an invitation is about, in its reader's language. Raises LinkEnded."""
    link = links.find(token, LinkPurpose.GATHERING).ensure_open(now())
    invited = queries.gathering_behind(link.subject_id)
    if invited is None or invited.member is None:
        raise LinkEnded(LinkPurpose.GATHERING)
    use_locale(invited.member.locale)
    return invited
