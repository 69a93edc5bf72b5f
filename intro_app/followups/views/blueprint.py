"""The blueprint of follow-ups, the type its views return, and its confirmation messages."""

from flask import Blueprint
from werkzeug.wrappers import Response

from intro_app.web.templating import say_when_done
from intro_app.wording import N_

Page = str | Response | tuple[str, int]

bp = Blueprint("followups", __name__)

say_when_done(
    {
        "thanked": N_("Your thank-you is on its way."),
        "asked-to-delete": N_("We’ve asked them. They can no longer see your details on this site."),
        "slots-offered": N_("We’ve sent them your times."),
        "slot-chosen": N_("You’ve agreed on a time. You both get it by e-mail, for your calendars."),
        "no-slot": N_("We’ve told them that none of these times work."),
        "slots-withdrawn": N_("We’ve withdrawn your times."),
        "deleted": N_("Thank you. They can see that it’s done."),
    }
)
