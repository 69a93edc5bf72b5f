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
        "reported": N_("We’ve received your report."),
        "heard": N_("Thank you. A moderator will read it before deciding."),
        "appealed": N_("We’ve received your appeal. Another moderator will look at it."),
        "asked": N_("We’ve asked for their side."),
        "not-asked": N_("We’ve noted why you didn’t ask them."),
        "frozen": N_("New requests are paused. We’ve told them."),
        "decided": N_("Decided. We’ve told both sides."),
        "proposed": N_("Your decision is waiting for a second moderator."),
        "dropped": N_("Proposed decision dropped. The case is open again."),
        "in-full": N_("The decision counts in full now. We’ve told the person concerned."),
        "as-it-was": N_("The decision stays as it is. We’ve told the person concerned."),
        "taken": N_("You’re working on this case now. Other moderators can see that."),
        "let-go": N_("You’re no longer working on this case."),
        "noted": N_("Note saved."),
        "reason-saved": N_("Reason saved."),
        "reason-removed": N_("Reason removed. Decisions that used it keep it."),
        "reviewed": N_("Appeal decided. We’ve told both sides what they need to know."),
        "released": N_("The request is on its way."),
        "returned": N_("Sent back to the author."),
    }
)


@bp.errorhandler(AccessRefused)
def refused(problem: AccessRefused) -> Page:
    """Say why a moderator may not: 403 if it must be somebody else, 409 if it is not possible now."""
    status = 403 if problem.refusal in {ModerationRefusal.TOO_NEAR, ModerationRefusal.SAME_MODERATOR} else 409
    return render_template("moderation/refused.html", sentence=error_message(problem)), status
