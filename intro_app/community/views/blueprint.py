"""The community's one blueprint, and its door: what a page takes is said once, and no page can forget to ask.

Every page here wants membership unless it is marked: `@free` for anybody signed in, `@public` for visitors too,
`@token_page` for who holds a link, `@staff` for moderators.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, abort, current_app, render_template, request
from werkzeug.wrappers import Response

from intro_app.accounts.session import current_member
from intro_app.clock import now
from intro_app.community.markdown import rendered
from intro_app.community.models import Circle
from intro_app.community.policy.access import Footing
from intro_app.community.queries.blocks import VISITOR
from intro_app.community.queries.circles import circle_with_footing
from intro_app.memberships.queries import is_member
from intro_app.web.entry import entry_asked, is_signed_in
from intro_app.web.limits import refuse, spend
from intro_app.web.templating import say_when_done
from intro_app.wording import msg

Page = str | Response | tuple[str, int]
View = TypeVar("View", bound=Callable[..., Any])

bp = Blueprint("community", __name__)
bp.add_app_template_filter(rendered, "rendered")

say_when_done(
    {
        "asked-to-join": msg("The host has your question."),
        "circle-joined": msg("Welcome. You belong to this circle now."),
        "left": msg("You have left. What you wrote stays, unless you take it back."),
        "invited": msg("Invited."),
        "let-in": msg("They are in."),
        "parted": msg("Done. Nobody is told."),
        "circle-offered": msg("They have your question. The circle stays yours until they take it."),
        "circle-taken": msg("This circle is yours to host now."),
        "posted": msg("Posted."),
        "post-taken-back": msg("Taken back. The words are erased."),
        "post-reported": msg("Thank you. A moderator reads it; nobody else learns that you did."),
        "announced": msg("Announced. Invitations go out now."),
        "gathering-cancelled": msg("Cancelled. Those who signed up are told."),
        "going": msg("You have a seat."),
        "waiting": msg("All seats are taken. You wait in line and hear from us when one comes free."),
        "not-going": msg("Thank you for saying so."),
        "pinned": msg("It is on the board for sixty days."),
        "unpinned": msg("Taken down."),
        "posts-decided": msg("Decided and written down."),
        "feed-ended": msg("The address shows nothing any more."),
    }
)


def free(view: View) -> View:
    """Reading, coming along, going away and staying safe cost nothing: no membership is asked for."""
    view.__dict__["free"] = True
    return view


@bp.before_request
def _ask_for_membership() -> Page | None:
    """The door. None lets the request through."""
    entry = entry_asked()
    view = current_app.view_functions.get(request.endpoint or "")
    if entry is None or not entry.members or entry.staff or getattr(view, "free", False):
        return None
    if is_member(current_member().id, now()):
        return None
    return render_template("community/members_only.html"), 403


def reader_id() -> int:
    """Who reads: a member's id, or 0 for a visitor."""
    return current_member().id if is_signed_in() else VISITOR


def circle_for(public_id: str) -> tuple[Circle, Footing]:
    """The circle of a page, and how its reader stands to it; 404 for nothing and behind a block."""
    return circle_with_footing(public_id, reader_id(), now()) or abort(404)


def readable_circle(public_id: str) -> tuple[Circle, Footing]:
    """The same for what stands inside it: 404 for who may not read it."""
    circle, footing = circle_for(public_id)
    return (circle, footing) if footing.may_read else abort(404)


def hosted_circle(public_id: str) -> tuple[Circle, Footing]:
    """The same for its host; for all others there is no such page."""
    circle, footing = circle_for(public_id)
    return (circle, footing) if footing.is_host else abort(404)


def slow_down(what: str, allowance: str) -> None:
    """Count one of these for the reader; ends the request with 429 when there are too many."""
    limit = spend(what, str(current_member().id), allowance)
    if not limit.allowed:
        refuse(limit)
