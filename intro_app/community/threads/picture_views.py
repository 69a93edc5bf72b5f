"""Serves the pictures of posts to whoever may read them."""

from flask import Response, abort

from intro_app.community.blueprint import bp, reader_id
from intro_app.community.circles.access import readable_circle
from intro_app.community.pictures.picture_views import answer_with
from intro_app.community.threads.queries import picture_seen
from intro_app.web.access import public


@bp.get("/circles/<circle_id>/pictures/<picture_id>")
@public
def picture(circle_id: str, picture_id: str) -> Response:
    """Answer with a picture of a post that the reader may read, or of one that they are writing."""
    circle, permissions = readable_circle(circle_id)
    found = picture_seen(circle.id, picture_id, reader_id(), with_earlier=permissions.is_signed_in)
    return answer_with(found or abort(404), picture_id)
