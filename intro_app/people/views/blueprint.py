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
            "If this person is a member, we’ve asked them. They’ll appear below once they agree. If not, "
            "you can invite them."
        ),
        "known": N_("Confirmed: you know each other."),
        "answered": N_("Your answer is saved. If you said no, we don’t tell the other person."),
        "know-ended": N_("Done. We don’t tell the other person."),
        "shown": N_("Saved. Other members see it once you’ve both chosen to show it."),
        "hidden": N_("Saved. Other members don’t see it any more."),
        "blocked": N_("Blocked. You won’t see each other here any more. We don’t tell them."),
        "unblocked": N_("Unblocked."),
    }
)
