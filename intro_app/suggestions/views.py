"""The connector's page of suggestions, renewed once a week."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from intro_app.clock import now
from intro_app.identity.session import current_member
from intro_app.people.found import marked_words
from intro_app.suggestions import queries, service
from intro_app.web.access import while_suspended
from intro_app.web.paths import redirect_to
from intro_app.web.templating import say_when_done
from intro_app.wording import N_

bp = Blueprint("suggestions", __name__)
say_when_done({"suggestion-dismissed": N_("We won’t suggest these two to you again.")})


@bp.get("/suggestions")
def suggestions() -> str:
    """Show whom the reader could bring together, and which words of theirs met."""
    me = current_member()
    return render_template(
        "suggestions/suggestions.html",
        rows=queries.shown_to(me.id, now()),
        marked=marked_words,
        is_suggested=me.door.suggested,
    )


@bp.post("/suggestions/dismiss")
@while_suspended
def dismiss() -> Response:
    """Never show these two again."""
    service.dismiss(current_member().id, request.form.get("pair", ""), now())
    return redirect_to("suggestions.suggestions", done="suggestion-dismissed")
