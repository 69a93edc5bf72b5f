"""Pages behind links, without signing in: replying to an invitation, and the calendar feed."""

from flask import Response, render_template, request
from flask_babel import gettext as _

from intro_app import links
from intro_app.clock import now
from intro_app.community import calendar
from intro_app.community.models import Attendance
from intro_app.community.queries import gatherings as queries
from intro_app.community.service import attending, preferences
from intro_app.community.views.blueprint import Page, bp
from intro_app.errors import DomainError
from intro_app.links import LinkEnded, LinkPurpose
from intro_app.web.access import token_page
from intro_app.web.languages import use_locale
from intro_app.web.messages import error_message


@bp.get("/g/<token>")
@token_page
def invitation_link(token: str) -> Page:
    """Show the gathering and the two answers, with none preselected."""
    return _show(token, _attendance_of_link(token))


@bp.post("/g")
@token_page
def invitation_answered() -> Page:
    """Save the reply."""
    token = request.form.get("token", "")
    invited, chosen = _attendance_of_link(token), request.form.get("answer")
    if chosen not in {"yes", "no"}:
        return _show(token, invited, problem=_("Choose one of the two."), status=422)
    try:
        attending.answer(invited.gathering_id, invited.member, comes=chosen == "yes", at=now())
    except DomainError as problem:
        return _show(token, invited, problem=error_message(problem), status=422)
    return _show(token, _attendance_of_link(token), is_answered=True)


@bp.get("/c/<token>.ics")
@token_page
def calendar_feed(token: str) -> Response:
    """Send the calendar feed of the link's owner to a calendar program."""
    at = now()
    owner = preferences.owner_of_feed(links.find(token, LinkPurpose.FEED), at)
    return Response(calendar.feed(queries.feed_of(owner.id, at)), content_type=calendar.MEDIA_TYPE)


def _attendance_of_link(token: str) -> Attendance:
    link = links.find(token, LinkPurpose.GATHERING).ensure_open(now())
    invited = queries.gathering_behind(link.subject_id)
    if invited is None:
        raise LinkEnded
    use_locale(invited.member.locale)
    return invited


def _show(
    token: str, invited: Attendance, *, problem: str = "", is_answered: bool = False, status: int = 200
) -> Page:
    page = render_template(
        "community/rsvp.html",
        token=token,
        invited=invited,
        gathering=invited.gathering,
        counts=queries.counts_of(invited.gathering_id),
        is_open=invited.gathering.is_open(now()),
        is_answered=is_answered,
        problem=problem,
    )
    return page, status
