"""The page on which hosts and co-hosts tend a thread, and the buttons for co-hosts and the archive."""

from flask import abort, render_template, request

from intro_app.clock import now
from intro_app.community.blueprint import Page, bp, no_membership_needed
from intro_app.community.circles.access import circle_for, hosted_circle, readable_circle
from intro_app.community.circles.models import Circle
from intro_app.community.tending import queries, service
from intro_app.community.threads.models import Thread
from intro_app.community.threads.queries import thread_of
from intro_app.errors import DomainError
from intro_app.identity.queries import member_by_public_id
from intro_app.identity.session import current_member
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to


@bp.get("/circles/<circle_id>/threads/<thread_id>/tend")
@no_membership_needed
def tend(circle_id: str, thread_id: str) -> Page:
    """Show what the hosts of a circle can do with a thread."""
    return _show(*_tended(circle_id, thread_id))


@bp.post("/circles/<circle_id>/threads/<thread_id>/tend")
@no_membership_needed
def tend_thread(circle_id: str, thread_id: str) -> Page:
    """Pin or lock a thread, or undo that."""
    circle, thread = _tended(circle_id, thread_id)
    me, act = current_member().id, request.form.get("act")
    try:
        if act in {"pin", "unpin"}:
            service.pin(thread.id, me, now(), pinned=act == "pin")
        elif act in {"lock", "unlock"}:
            service.lock(thread.id, me, now(), locked=act == "lock")
    except DomainError as problem:
        return _show(circle, thread, problem=error_message(problem), status=422)
    return redirect_to("community.thread", circle_id=circle_id, thread_id=thread_id, done="saved")


@bp.post("/circles/<circle_id>/threads/<thread_id>/move")
@no_membership_needed
def move_thread(circle_id: str, thread_id: str) -> Page:
    """Move a thread to another circle of the reader's."""
    circle, thread = _tended(circle_id, thread_id)
    to, permissions = circle_for(request.form.get("to", ""))
    if not permissions.may_tend:
        abort(404)
    try:
        service.move(thread.id, current_member().id, to, now())
    except DomainError as problem:
        return _show(circle, thread, problem=error_message(problem), status=422)
    return redirect_to("community.thread", circle_id=to.public_id, thread_id=thread_id, done="moved-thread")


@bp.post("/circles/<public_id>/people/<who>/co-host")
@no_membership_needed
def appoint_co_host(public_id: str, who: str) -> Page:
    """Make somebody a co-host, or no longer."""
    circle, _permissions = hosted_circle(public_id)
    somebody, co_host = member_by_public_id(who) or abort(404), request.form.get("co_host") == "yes"
    service.appoint(circle.id, current_member().id, somebody, co_host=co_host)
    return redirect_to("community.circle_people", public_id=public_id, done="saved")


@bp.post("/circles/<public_id>/step-down")
@no_membership_needed
def step_down(public_id: str) -> Page:
    """Stop being a co-host."""
    circle, _permissions = readable_circle(public_id)
    service.step_down(circle.id, current_member().id)
    return redirect_to("community.circle", public_id=public_id, done="saved")


@bp.post("/circles/<public_id>/archive")
@no_membership_needed
def archive_circle(public_id: str) -> Page:
    """Archive the circle, or open it again."""
    circle, _permissions = hosted_circle(public_id)
    archived = request.form.get("archive") == "yes"
    service.archive(circle.id, current_member().id, now(), archived=archived)
    return redirect_to("community.circle", public_id=public_id, done="archived" if archived else "reopened")


def _tended(circle_id: str, thread_id: str) -> tuple[Circle, Thread]:
    circle, permissions = readable_circle(circle_id)
    if not permissions.may_tend or circle.archived_at:
        abort(404)
    return circle, thread_of(circle.id, thread_id, current_member().id) or abort(404)


def _show(circle: Circle, thread: Thread, *, problem: str = "", status: int = 200) -> Page:
    others = queries.tended_by(current_member().id, but=circle.id)
    given = {"circle": circle, "thread": thread, "others": others, "problem": problem}
    return render_template("community/tend.html", **given), status
