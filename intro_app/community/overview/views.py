"""The community's start page, and the page of a circle with what its host can do there."""

from collections.abc import Sequence

from flask import abort, render_template, request

from intro_app.clock import now
from intro_app.community.blueprint import Page, bp, no_membership_needed, reader_id
from intro_app.community.circles import queries as circles
from intro_app.community.circles import service
from intro_app.community.circles.access import circle_for, hosted_circle
from intro_app.community.circles.forms import WordsForm
from intro_app.community.circles.models import Circle, Joining
from intro_app.community.circles.policy import CirclePermissions
from intro_app.community.gatherings import queries as gatherings
from intro_app.community.overview import queries
from intro_app.community.threads import queries as threads
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity.queries import member_by_public_id
from intro_app.identity.session import current_member
from intro_app.memberships.queries import is_member
from intro_app.web.access import public
from intro_app.web.incoming import number
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to


@bp.get("/community")
@no_membership_needed
def start() -> Page:
    """Show the member's circles and gatherings, and the circles they could ask to join."""
    me, before = current_member().id, number(request.args.get("before"))
    found = queries.others(me, before)
    return render_template(
        "community/start.html",
        mine=queries.mine(me),
        coming=gatherings.coming_to(me, now(), 10),
        others=found[: queries.PAGE],
        next_before=found[queries.PAGE - 1].id if len(found) > queries.PAGE else None,
        is_first=before is None,
        has_membership=is_member(me, now()),
    )


@bp.get("/circles/<public_id>")
@public
def circle(public_id: str) -> Page:
    """Show a circle, as far as the reader may see it."""
    found, permissions = circle_for(public_id)
    if not (permissions.is_public or permissions.is_signed_in):
        abort(404)
    return _show(found, permissions)


@bp.post("/circles/<public_id>/take-over")
def take_over(public_id: str) -> Page:
    """Take over as host."""
    found, permissions = circle_for(public_id)
    try:
        service.take_over(found.id, current_member(), now())
    except DomainError as problem:
        return _show(found, permissions, problem=error_message(problem), status=422)
    return redirect_to("community.circle", public_id=public_id, done="circle-taken")


@bp.post("/circles/<public_id>/offer")
@no_membership_needed
def offer_circle(public_id: str) -> Page:
    """Offer the circle to a new host; a host whose membership ended can still do so."""
    found, permissions = hosted_circle(public_id)
    other = member_by_public_id(request.form.get("who", "")) or abort(404)
    try:
        service.offer(found.id, current_member().id, other, now())
    except DomainError as problem:
        return _show(found, permissions, problem=error_message(problem), status=422)
    return redirect_to("community.circle_people", public_id=public_id, done="circle-offered")


@bp.post("/circles/<public_id>/close")
@no_membership_needed
def close_circle(public_id: str) -> Page:
    """Close the circle, after a ticked confirmation."""
    found, permissions = hosted_circle(public_id)
    if request.form.get("sure") != "yes":
        return _show(found, permissions, unsure=_("Tick the box to confirm."), status=422)
    service.end(found.id, current_member().id, now())
    return redirect_to("community.start", done="saved")


def _show(
    found: Circle, permissions: CirclePermissions, *, problem: str = "", unsure: str = "", status: int = 200
) -> Page:
    me, before = reader_id(), number(request.args.get("before"))
    listed = threads.threads_of(found.id, me, before) if permissions.may_read else []
    page = render_template(
        "community/circle.html",
        circle=found,
        permissions=permissions,
        threads=listed[: threads.PAGE],
        next_before=_next_before(listed),
        is_first=before is None,
        coming=gatherings.coming_in(found.id, me, now()) if permissions.may_read else [],
        asking=len(circles.people_of(found.id, me, Joining.ASKED)) if permissions.may_tend else 0,
        is_offered=found.offered_to_id == me or (permissions.is_in and found.host.left_at is not None),
        form=WordsForm(),
        problem=problem,
        unsure=unsure,
    )
    return page, status


def _next_before(listed: Sequence[threads.ThreadRow]) -> int | None:
    """Return before which post the next page begins; pinned threads stand first and do not count."""
    shown = listed[: threads.PAGE]
    return shown[-1].last_post_id if len(listed) > threads.PAGE else None
