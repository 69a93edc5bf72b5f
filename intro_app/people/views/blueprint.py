"""The blueprint of people, and the messages of its pages."""

from flask import Blueprint
from werkzeug.wrappers import Response

from intro_app.web.templating import say_when_done
from intro_app.wording import N_

Page = str | Response | tuple[str, int]

bp = Blueprint("people", __name__)

say_when_done(
    {
        "know-asked": N_(
            "If this person is a member here, we have asked them. Once they agree, they appear below."
        ),
        "known": N_("Thank you. You know each other here now."),
        "answered": N_("Your answer is kept. The other person is not told of a no."),
        "know-ended": N_("Done. The other person is not told."),
        "shown": N_("Kept. Others see it once you have both chosen so."),
        "blocked": N_("Done. Neither of you sees the other here any more, and nobody is told."),
        "unblocked": N_("The block is lifted."),
    }
)
