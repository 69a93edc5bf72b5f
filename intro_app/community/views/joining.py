"""Pages for joining and leaving a circle, and for its people."""

from flask import abort, render_template, request

from intro_app.clock import now
from intro_app.community.forms import WordsForm
from intro_app.community.models import Circle, Joining
from intro_app.community.policy.access import CirclePermissions
from intro_app.community.queries import circles
from intro_app.community.service import joining as service
from intro_app.community.views.blueprint import (
    Page,
    bp,
    circle_for,
    hosted_circle,
    no_membership_needed,
    rate_limit,
)
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.identity.queries import member_by_public_id
from intro_app.identity.session import current_member
from intro_app.web.access import preserves_input
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to

ASKS_TO_JOIN = "10/day;30/month"
INVITATIONS = "30/day;100/month"


@bp.post("/circles/<public_id>/ask")
@preserves_input(shown_by="community.circle")
@no_membership_needed
def ask_to_join(public_id: str) -> Page:
    """Ask the host to join."""
    circle, footing = circle_for(public_id)
    form = WordsForm()
    if not form.validate():
        return render_template("community/ask_to_join.html", circle=circle, form=form), 422
    if footing.may_ask_to_join:
        rate_limit("join", ASKS_TO_JOIN)
        service.ask_to_join(circle.id, current_member(), form.words.data or "", now())
    return redirect_to("community.circle", public_id=public_id, done="asked-to-join")


@bp.post("/circles/<public_id>/invitation")
@no_membership_needed
def answer_circle_invitation(public_id: str) -> Page:
    """Accept or decline an invitation."""
    circle, _footing = circle_for(public_id)
    accepts = request.form.get("answer") == "yes"
    service.answer_invitation(circle.id, current_member(), accepts=accepts, at=now())
    if accepts:
        return redirect_to("community.circle", public_id=public_id, done="circle-joined")
    return redirect_to("community.start", done="saved")


@bp.post("/circles/<public_id>/leave")
@no_membership_needed
def leave_circle(public_id: str) -> Page:
    """Leave the circle, or withdraw a request to join."""
    circle, _footing = circle_for(public_id)
    service.leave(circle.id, current_member().id, now())
    return redirect_to("community.start", done="left")


@bp.get("/circles/<public_id>/people")
@no_membership_needed
def circle_people(public_id: str) -> Page:
    """List the circle's people for those in it; the host also sees requests and whom they can invite."""
    circle, footing = circle_for(public_id)
    return _show(circle, footing if footing.is_in else abort(404))


@bp.post("/circles/<public_id>/people/<who>/welcome")
def welcome(public_id: str, who: str) -> Page:
    """Accept or refuse a request to join."""
    circle, _footing = hosted_circle(public_id)
    yes = request.form.get("answer") == "yes"
    service.let_in(circle.id, current_member().id, _somebody(who), welcome=yes, at=now())
    return redirect_to("community.circle_people", public_id=public_id, done="let-in" if yes else "parted")


@bp.post("/circles/<public_id>/people/<who>/part")
@no_membership_needed
def part_from(public_id: str, who: str) -> Page:
    """Remove somebody; the host can do so without a membership, to keep the circle safe."""
    circle, _footing = hosted_circle(public_id)
    service.part_from(circle.id, current_member().id, _somebody(who), now())
    return redirect_to("community.circle_people", public_id=public_id, done="parted")


@bp.post("/circles/<public_id>/invite")
def invite_to_circle(public_id: str) -> Page:
    """Invite an acquaintance."""
    circle, footing = hosted_circle(public_id)
    rate_limit("invite", INVITATIONS)
    try:
        service.invite(circle.id, current_member().id, _somebody(request.form.get("who", "")), now())
    except DomainError as problem:
        return _show(circle, footing, problem=error_message(problem), status=422)
    return redirect_to("community.circle_people", public_id=public_id, done="invited")


def _somebody(public_id: str) -> Member:
    return member_by_public_id(public_id) or abort(404)


def _show(circle: Circle, footing: CirclePermissions, *, problem: str = "", status: int = 200) -> Page:
    me = current_member().id
    page = render_template(
        "community/people.html",
        circle=circle,
        footing=footing,
        people=circles.people_of(circle.id, me),
        asking=circles.people_of(circle.id, me, Joining.ASKED) if footing.is_host else [],
        invitable=circles.invitable(circle.id, me) if footing.may_host else [],
        me=me,
        problem=problem,
    )
    return page, status
