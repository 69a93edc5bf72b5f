"""Serves the pictures of posts to whoever may read them."""

from flask import Response, abort, request

from intro_app.community.blueprint import bp, reader_id
from intro_app.community.circles.access import readable_circle
from intro_app.community.threads.queries import picture_content, picture_seen
from intro_app.config import settings
from intro_app.web.access import public
from intro_app.web.look import ONLY_A_PICTURE


@bp.context_processor
def _where_pictures_are_taken() -> dict[str, bool]:
    """Tell the templates whether posts can have pictures on this site."""
    return {"takes_pictures": settings().pictures_mb > 0}


# A browser keeps it, but asks each time whether its reader may still see it.
_PRIVATE = "private, no-cache"


@bp.get("/circles/<circle_id>/pictures/<picture_id>")
@public
def picture(circle_id: str, picture_id: str) -> Response:
    """Answer with a picture of a post that the reader may read, or of one that they are writing."""
    circle, permissions = readable_circle(circle_id)
    found = picture_seen(circle.id, picture_id, reader_id(), with_earlier=permissions.is_signed_in)
    if found is None:
        abort(404)
    headers = {
        "Cache-Control": _PRIVATE,
        "Content-Security-Policy": ONLY_A_PICTURE,
        "X-Robots-Tag": "noindex, nofollow",
    }
    answer = Response(mimetype="image/webp", headers=headers)
    answer.set_etag(picture_id)
    if request.if_none_match.contains(picture_id):
        answer.status_code = 304
        return answer
    answer.set_data(picture_content(found))
    return answer
