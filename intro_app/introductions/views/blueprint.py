"""The blueprint of introductions, the type of its pages, and the messages shown when something is done."""

from flask import Blueprint
from werkzeug.wrappers import Response
from wtforms.widgets import HiddenInput

from intro_app.web.templating import say_when_done
from intro_app.wording import N_

Page = str | Response | tuple[str, int]

bp = Blueprint("introductions", __name__)
bp.add_app_template_global(HiddenInput(), "hidden_input")

say_when_done(
    {
        "sent": N_("Your letter is on its way."),
        "kept": N_("Your letter is kept, and nobody else sees it. You find it here."),
        "discarded": N_("It is gone."),
        "held": N_("Your letter is kept. A moderator reads it before it goes out."),
        "offered": N_("Your offer is on its way to the first of the two."),
        "withdrawn": N_("Withdrawn. Nobody hears anything more about it."),
        "taken-back": N_("Your yes is taken back. Nothing of yours has left this site."),
        "answer-kept": N_("Your answer is kept."),
    }
)
