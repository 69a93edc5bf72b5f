"""The one blueprint of accounts, what its pages may answer, and what they say when something is done."""

from flask import Blueprint
from werkzeug.wrappers import Response

from intro_app.web.templating import say_when_done
from intro_app.wording import msg

Page = str | Response | tuple[str, int]

bp = Blueprint("accounts", __name__)

say_when_done(
    {
        "joined": msg("Welcome. You are in."),
        "ended": msg("That session has ended."),
        "others-ended": msg("You are signed out everywhere else."),
        "passkey-added": msg("Kept. From now on you can sign in with it."),
        "passkey-removed": msg("Removed. It opens nothing any more."),
        "mail-again": msg("You get these e-mails again."),
    }
)
