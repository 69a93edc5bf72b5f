"""The blueprint of groups, the type its views return, and its confirmation messages."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from intro_app.groups import queries
from intro_app.groups.models import MemberGroup
from intro_app.web.templating import say_when_done
from intro_app.wording import N_

Page = str | Response | tuple[str, int]

bp = Blueprint("groups", __name__)

say_when_done(
    {
        "group-joined": N_("You’re in the group. Nobody else sees it unless you show it."),
        "group-asked": N_("We’ve asked the people who run this site. You’ll see their answer here."),
        "group-left": N_("You’ve left the group."),
        "group-shown": N_("Saved."),
        "group-known": N_("We’ve asked them. It counts once they confirm."),
        "group-renamed": N_("The group’s name has changed."),
        "group-made": N_("The group is ready. Create a code, or add people."),
        "group-closed": N_("The group is closed."),
        "group-domains": N_("The mail domains are saved."),
        "group-code": N_("Saved. An earlier code no longer works."),
        "group-answered": N_("Answered. They’ll see your answer on their own page."),
        "group-added": N_("They’re in the group now."),
        "group-removed": N_("Removed. The group’s code won’t let them back in."),
    }
)


def group_or_404(public_id: str) -> MemberGroup:
    """Return the open group with this id; anything else is no page."""
    found = queries.by_public_id(public_id) if len(public_id) < 40 else None
    if found is None:
        abort(404)
    return found
