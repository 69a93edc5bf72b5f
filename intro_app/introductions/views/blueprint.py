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
        "sent": N_("Your request has been sent."),
        "kept": N_("Draft saved. Only you can see it."),
        "discarded": N_("Draft deleted."),
        "held": N_("Sent. A moderator reads it before it goes out."),
        "offered": N_("Your offer has been sent to the first person."),
        "withdrawn": N_("Withdrawn. No one will hear any more about it."),
        "taken-back": N_("You’ve withdrawn your yes. None of your details were shared."),
        "answer-kept": N_("Your answer is saved."),
    }
)
