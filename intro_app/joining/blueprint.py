"""The blueprint of joining, the type its views return, and its confirmation messages."""

from flask import Blueprint
from werkzeug.wrappers import Response

from intro_app.qr_codes import qr_code
from intro_app.web.templating import say_when_done
from intro_app.wording import N_

Page = str | Response | tuple[str, int]

bp = Blueprint("joining", __name__)

say_when_done(
    {
        "invitation-sent": N_("Done. If we may write to this address, the invitation is on its way."),
        "invitation-link-made": N_("Here is your link. Pass it on yourself; we don’t send it to anyone."),
        "evening-opened": N_(
            "The evening pass is open. Show its QR code or its link to the people in the room."
        ),
        "evening-closed": N_("Closed. People who have joined stay members."),
        "requests-answered": N_("Answered. We’ve written to them."),
        "invitation-withdrawn": N_("Withdrawn. It no longer works."),
        "list-sending": N_("The first invitations are on their way."),
        "list-paused": N_("Paused. We write to nobody else until you resume."),
        "list-resumed": N_("Resumed. We’re sending the rest."),
        "list-withdrawn": N_("Withdrawn. Nobody can join through this list any more."),
        "list-dropped": N_("Deleted. We wrote to nobody."),
        "staff-link-opened": N_(
            "Here is the link, with its QR code. Publish it where only your people read it."
        ),
        "provider-connected": N_("Connected. You can sign in with it from now on."),
        "provider-disconnected": N_("Disconnected. It no longer opens your account."),
        "provider-groups-changed": N_("Saved. It applies when people next sign in with a provider."),
        "staff-link-closed": N_("Closed. People who have joined stay members."),
    }
)
bp.add_app_template_global(qr_code, "drawn_qr_code")
