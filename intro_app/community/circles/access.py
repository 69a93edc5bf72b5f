"""Find the circle of a page, as far as its reader may see it."""

from flask import abort

from intro_app.clock import now
from intro_app.community.blueprint import reader_id
from intro_app.community.circles.models import Circle
from intro_app.community.circles.policy import CirclePermissions
from intro_app.community.circles.queries import circle_and_permissions


def circle_for(public_id: str) -> tuple[Circle, CirclePermissions]:
    """Return a circle and the reader's permissions; 404 when there is none or a block hides its host."""
    return circle_and_permissions(public_id, reader_id(), now()) or abort(404)


def readable_circle(public_id: str) -> tuple[Circle, CirclePermissions]:
    """Do the same, but answer 404 also to somebody who may not read the circle."""
    circle, permissions = circle_for(public_id)
    return (circle, permissions) if permissions.may_read else abort(404)


def hosted_circle(public_id: str) -> tuple[Circle, CirclePermissions]:
    """Do the same, but answer 404 to everybody except the host."""
    circle, permissions = circle_for(public_id)
    return (circle, permissions) if permissions.is_host else abort(404)


def tended_circle(public_id: str) -> tuple[Circle, CirclePermissions]:
    """Do the same, but answer 404 to everybody except the host and the co-hosts."""
    circle, permissions = circle_for(public_id)
    return (circle, permissions) if permissions.may_tend else abort(404)
