"""The blueprint of moderation, the messages of its pages, and its error handler."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from intro_app.moderation.policy import ModerationRefusal
from intro_app.moderation.service import AccessRefused
from intro_app.web.messages import error_message
from intro_app.web.templating import say_when_done
from intro_app.wording import N_

Page = str | Response | tuple[str, int]

bp = Blueprint("moderation", __name__)

say_when_done(
    {
        "reported": N_("We have your report."),
        "heard": N_("Thank you. A moderator reads it before anything is decided."),
        "appealed": N_("We have your appeal. Another moderator looks at it."),
        "asked": N_("Their side is asked for."),
        "not-asked": N_("It is noted why they are not asked."),
        "frozen": N_("New asks are stopped, and they are told."),
        "decided": N_("Decided. Both sides are told."),
        "proposed": N_("Your decision waits for a second moderator."),
        "dropped": N_("The proposed decision is dropped. The case is open again."),
        "reviewed": N_("The appeal is decided. Both sides are told what they need to know."),
        "released": N_("The ask is on its way."),
        "returned": N_("The ask is back with its author."),
    }
)


@bp.errorhandler(AccessRefused)
def refused(problem: AccessRefused) -> Page:
    """Say why a moderator may not: 403 if it must be somebody else, 409 if it is not possible now."""
    status = 403 if problem.refusal in {ModerationRefusal.TOO_NEAR, ModerationRefusal.SAME_MODERATOR} else 409
    return render_template("moderation/refused.html", sentence=error_message(problem)), status
