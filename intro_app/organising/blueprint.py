"""The blueprint of the organisers' pages, the type its views return, and its confirmation messages."""

from flask import Blueprint
from werkzeug.wrappers import Response

from intro_app.web.templating import say_when_done
from intro_app.wording import N_

Page = str | Response | tuple[str, int]

bp = Blueprint("organising", __name__)

say_when_done(
    {
        "suspended": N_("Done. We’ve written to them, with the reason and how to appeal."),
        "suspension-lifted": N_("Everything is as before. We’ve told them."),
        "appeal-judged": N_("The appeal is decided. We’ve told them."),
        "suspension-appealed": N_("We’ve received your appeal. Someone else on the team will look at it."),
        "note-written": N_("Note saved. They can read it in their data."),
        "sessions-ended": N_("Signed out everywhere."),
        "link-sent": N_("We’ve sent them a link to sign in. It works for ten minutes."),
        "move-begun": N_("We’ve written to both addresses."),
        "member-move-stopped": N_("The change of address is stopped."),
        "right-given": N_("Done. It counts once they sign in with a passkey."),
        "setting-undone": N_("It’s as it was before."),
        "setting-changed-since": N_("Someone has changed it since. Look at the newest change."),
        "opening-waits": N_(
            "Saved. Changes that open the site to more people wait to be confirmed; see below."
        ),
        "opening-confirmed": N_("Confirmed. It applies now."),
        "opening-withdrawn": N_("Withdrawn. Everything stays as it is."),
        "logo-set": N_("That’s the logo now, on every page."),
        "logo-removed": N_("The logo is removed. You can undo that on the settings page."),
        "page-published": N_("Published. It applies from now on."),
        "page-announced": N_("Published. It applies from the day you chose."),
        "page-same": N_("Nothing has changed, so we didn’t publish anything."),
        "field-made": N_("Field added. Members can find it on their profile page."),
        "field-changed": N_("Saved. You can undo it below."),
        "field-same": N_("Nothing has changed."),
        "field-undone": N_("The field is as it was before."),
        "field-removed": N_("Removed, with all its answers."),
        "vouched": N_("Done. From now on, their “worth it” counts."),
        "right-taken": N_("Done. They no longer have this right, and they’re signed out."),
    }
)
