"""The blueprint of accounts, the type its views return, and its confirmation messages."""

from flask import Blueprint
from werkzeug.wrappers import Response

from intro_app.web.templating import say_when_done
from intro_app.wording import N_

Page = str | Response | tuple[str, int]

bp = Blueprint("identity", __name__)

say_when_done(
    {
        "joined": N_("Welcome. You are in."),
        "ended": N_("That session has ended."),
        "others-ended": N_("You are signed out everywhere else."),
        "passkey-added": N_("Kept. From now on you can sign in with it."),
        "passkey-removed": N_("Removed. It opens nothing any more."),
        "mail-again": N_("You get these e-mails again."),
    }
)
