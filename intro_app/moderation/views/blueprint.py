"""The one blueprint of moderation, what its pages may answer, and what they say when something is done."""

from flask import Blueprint, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intro_app.errors import DomainError
from intro_app.moderation.policy import Refusal
from intro_app.moderation.service import Refused
from intro_app.web.templating import say_when_done
from intro_app.wording import msg

Page = str | Response | tuple[str, int]

bp = Blueprint("moderation", __name__)

say_when_done(
    {
        "reported": msg("We have your report."),
        "heard": msg("Thank you. A moderator reads it before anything is decided."),
        "appealed": msg("We have your appeal. Another moderator looks at it."),
        "asked": msg("Their side is asked for."),
        "not-asked": msg("It is noted why they are not asked."),
        "frozen": msg("New asks are stopped, and they are told."),
        "decided": msg("Decided. Both sides are told."),
        "proposed": msg("Your decision waits for a second moderator."),
        "dropped": msg("The proposed decision is dropped. The case is open again."),
        "reviewed": msg("The appeal is decided. Both sides are told what they need to know."),
        "released": msg("The ask is on its way."),
        "returned": msg("The ask is back with its author."),
    }
)


@bp.errorhandler(Refused)
def refused(problem: Refused) -> Page:
    """Why a moderator may not: 403 when they are too near, 409 when it is not the time."""
    status = 403 if problem.refusal in {Refusal.TOO_NEAR, Refusal.SAME_MODERATOR} else 409
    return render_template("moderation/refused.html", sentence=said(problem)), status


def said(problem: DomainError) -> str:
    """The sentence of a refusal in the reader's language."""
    return _(problem.sentence, **problem.details)
