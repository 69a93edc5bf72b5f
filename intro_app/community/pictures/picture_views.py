"""Answers with a picture, for the pages on which its reader has found it; and whether pictures are taken."""

from flask import Response, request

from intro_app.community.blueprint import bp
from intro_app.community.pictures.queries import content_of
from intro_app.config import settings
from intro_app.web.look import ONLY_A_PICTURE

# A browser keeps it, but asks each time whether its reader may still see it.
_PRIVATE = "private, no-cache"


@bp.context_processor
def _where_pictures_are_taken() -> dict[str, bool]:
    """Tell the templates whether posts and gatherings can have pictures on this site."""
    return {"takes_pictures": settings().pictures_mb > 0}


def answer_with(picture_id: int, public_id: str) -> Response:
    """Answer with this picture; the caller has made sure that its reader may see it."""
    headers = {
        "Cache-Control": _PRIVATE,
        "Content-Security-Policy": ONLY_A_PICTURE,
        "X-Robots-Tag": "noindex, nofollow",
    }
    answer = Response(mimetype="image/webp", headers=headers)
    answer.set_etag(public_id)
    if request.if_none_match.contains(public_id):
        answer.status_code = 304
        return answer
    answer.set_data(content_of(picture_id))
    return answer
