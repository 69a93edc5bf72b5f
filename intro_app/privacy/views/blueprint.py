"""The blueprint of privacy, the type its views return, and its confirmation messages."""

from flask import Blueprint
from werkzeug.wrappers import Response

from intro_app.web.templating import say_when_done
from intro_app.wording import N_

Page = str | Response | tuple[str, int]

bp = Blueprint("privacy", __name__)

say_when_done(
    {"account-deleted": N_("Your account has been deleted. We’ve sent you one last e-mail to confirm it.")}
)
