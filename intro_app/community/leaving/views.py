"""The two buttons with which somebody leaves a circle or is removed from it."""

from flask import abort

from intro_app.clock import now
from intro_app.community.blueprint import Page, bp, no_membership_needed
from intro_app.community.circles.access import circle_for, tended_circle
from intro_app.community.leaving import service
from intro_app.identity.queries import member_by_public_id
from intro_app.identity.session import current_member
from intro_app.web.access import while_suspended
from intro_app.web.paths import redirect_to


@bp.post("/circles/<public_id>/leave")
@while_suspended
@no_membership_needed
def leave_circle(public_id: str) -> Page:
    """Leave the circle, or withdraw a request to join."""
    circle, _permissions = circle_for(public_id)
    service.leave(circle.id, current_member().id, now())
    return redirect_to("community.start", done="left")


@bp.post("/circles/<public_id>/people/<who>/part")
@while_suspended
@no_membership_needed
def part_from(public_id: str, who: str) -> Page:
    """Remove somebody; the hosts can do so without a membership, to keep the circle safe."""
    circle, _permissions = tended_circle(public_id)
    somebody = member_by_public_id(who) or abort(404)
    service.part_from(circle.id, current_member().id, somebody, now())
    return redirect_to("community.circle_people", public_id=public_id, done="parted")
