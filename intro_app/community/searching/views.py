"""The page on which members search their circles."""

from flask import render_template, request

from intro_app.community.blueprint import Page, bp, no_membership_needed
from intro_app.community.circles.access import circle_for
from intro_app.community.searching import queries
from intro_app.identity.session import current_member
from intro_app.people.policy import Search
from intro_app.text import plain
from intro_app.text.searching import LONGEST_SEARCH


@bp.get("/community/search")
@no_membership_needed
def search_circles() -> Page:
    """Search all circles of the reader, or the one that the address names."""
    me, named = current_member().id, request.args.get("circle", "")
    typed = plain.one_line(request.args.get("find", ""))[:LONGEST_SEARCH]
    circle, permissions = circle_for(named) if named else (None, None)
    within = circle if circle and permissions and permissions.is_in else None
    posts = queries.found(me, typed, within.id if within else None)
    return render_template(
        "community/search.html", posts=posts, search=Search(typed, None), circle=within, most=queries.FOUND
    )
