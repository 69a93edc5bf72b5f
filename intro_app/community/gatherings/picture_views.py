"""Serves the picture of a gathering to whoever may read about it, on the site and by an invitation."""

from flask import Response, abort

from intro_app.community.blueprint import bp, no_membership_needed
from intro_app.community.gatherings.access import attendance_of_link, invited_to
from intro_app.community.gatherings.models import Gathering
from intro_app.community.pictures.picture_views import answer_with
from intro_app.community.pictures.queries import gathering_picture
from intro_app.web.access import token_page


def picture_of(gathering: Gathering, picture_id: str) -> Response:
    """Answer with the picture of this gathering if it has this public id; the reader may read about it."""
    shown = gathering_picture(gathering.picture_id)
    if shown is None or gathering.picture_id is None or shown.public_id != picture_id:
        abort(404)
    return answer_with(gathering.picture_id, picture_id)


@bp.get("/gatherings/<public_id>/pictures/<picture_id>")
@no_membership_needed
def gathering_photo(public_id: str, picture_id: str) -> Response:
    """Answer with the picture to somebody who is invited."""
    return picture_of(invited_to(public_id)[0], picture_id)


@bp.get("/g/<token>/pictures/<picture_id>")
@token_page
def invitation_picture(token: str, picture_id: str) -> Response:
    """Answer with the picture on the page behind an invitation."""
    return picture_of(attendance_of_link(token).gathering, picture_id)
