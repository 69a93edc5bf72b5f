"""Serves the picture of a gathering to people without an account: in public, and by a visitor's link."""

from flask import Response

from intro_app.community.blueprint import bp
from intro_app.community.gatherings.picture_views import picture_of
from intro_app.community.visiting.access import published, visitor_of_link
from intro_app.web.access import public, token_page


@bp.get("/visit/<public_id>/pictures/<picture_id>")
@public
def visit_picture(public_id: str, picture_id: str) -> Response:
    """Answer with the picture of a gathering that its host published."""
    return picture_of(published(public_id), picture_id)


@bp.get("/v/<token>/pictures/<picture_id>")
@token_page
def visitor_picture(token: str, picture_id: str) -> Response:
    """Answer with the picture on the page of somebody who signed up."""
    return picture_of(visitor_of_link(token).gathering, picture_id)
