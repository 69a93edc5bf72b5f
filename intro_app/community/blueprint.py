"""The blueprint of the community, and the check for membership before every page.

Every page requires a membership unless it is marked: `@no_membership_needed` for all members, `@public` for
visitors too, `@token_page` for whoever holds a link, `@staff` for moderators.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, current_app, render_template, request
from werkzeug.wrappers import Response

from intro_app.clock import now
from intro_app.community.reader import VISITOR
from intro_app.identity.session import current_member
from intro_app.memberships.queries import is_member
from intro_app.pictures import on_page
from intro_app.text.markdown import rendered
from intro_app.web.access import is_signed_in, requested_access
from intro_app.web.limits import hit, refuse
from intro_app.web.templating import say_when_done
from intro_app.wording import N_

Page = str | Response | tuple[str, int]
View = TypeVar("View", bound=Callable[..., Any])

# How many people one host invites, into circles and to gatherings together.
INVITATIONS = "30/day;100/month"

bp = Blueprint("community", __name__)
bp.add_app_template_filter(rendered, "rendered")
bp.add_app_template_global(on_page, "on_page")

say_when_done(
    {
        "asked-to-join": N_("We’ve asked the host."),
        "circle-joined": N_("Welcome to the circle."),
        "left": N_("You’ve left. What you wrote stays, unless you delete it."),
        "invited": N_("Invited."),
        "let-in": N_("They’re in."),
        "parted": N_("Done. We don’t tell anyone."),
        "circle-offered": N_("We’ve asked them. The circle stays yours until they accept."),
        "circle-taken": N_("You’re now the host of this circle."),
        "posted": N_("Posted."),
        "moved-thread": N_("Moved."),
        "archived": N_("Archived. Everyone in the circle can still read it."),
        "reopened": N_("The circle is open again."),
        "followed": N_("You follow this thread now."),
        "unfollowed": N_("You no longer follow this thread."),
        "post-taken-back": N_("Deleted."),
        "announced": N_("Announced. Invitations are going out now."),
        "gathering-cancelled": N_("Cancelled. We’re telling everyone who signed up."),
        "going": N_("You have a place."),
        "waiting": N_(
            "All places are taken. You’re on the waiting list, and we’ll write to you when one is free."
        ),
        "not-going": N_("Thank you for saying so."),
        "going-to-all": N_("You have a place on every date."),
        "answered-all": N_("Saved for this date and all after it. Below you see how each one stands."),
        "pinned": N_("It’s on the board for sixty days."),
        "unpinned": N_("Removed."),
        "posts-decided": N_("Decided and logged."),
        "feed-ended": N_("The old address no longer works."),
    }
)


def no_membership_needed(view: View) -> View:
    """Mark a view as open to members without a membership: reading, attending, leaving, and staying safe."""
    view.__dict__["free"] = True
    return view


@bp.before_request
def _ask_for_membership() -> Page | None:
    """Answer 403 when the page requires a membership and the member has none; None lets the request pass."""
    access = requested_access()
    view = current_app.view_functions.get(request.endpoint or "")
    if access is None or not access.members or access.staff or getattr(view, "free", False):
        return None
    if is_member(current_member().id, now()):
        return None
    return render_template("community/members_only.html"), 403


def reader_id() -> int:
    """Return the id of the signed-in member, or VISITOR (0)."""
    return current_member().id if is_signed_in() else VISITOR


def rate_limit(what: str, allowance: str) -> None:
    """Count one act of the member; end the request with 429 when there are too many."""
    limit = hit(what, str(current_member().id), allowance)
    if not limit.allowed:
        refuse(limit)
