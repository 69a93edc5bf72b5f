"""The one blueprint of introductions, what its pages may answer, and what they say when something is done."""

from flask import Blueprint
from werkzeug.wrappers import Response

from intro_app.web.templating import say_when_done
from intro_app.wording import msg

Page = str | Response | tuple[str, int]

bp = Blueprint("introductions", __name__)

say_when_done(
    {
        "sent": msg("Your letter is on its way."),
        "kept": msg("Your letter is kept, and nobody else sees it. You find it here."),
        "discarded": msg("It is gone."),
        "held": msg("Your letter is kept. A moderator reads it before it goes out."),
        "offered": msg("Your offer is on its way to the first of the two."),
        "withdrawn": msg("Withdrawn. Nobody hears anything more about it."),
        "taken-back": msg("Your yes is taken back. Nothing of yours has left this site."),
        "answer-kept": msg("Your answer is kept."),
    }
)
