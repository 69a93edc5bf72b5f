"""What was typed is not lost with a session: it is handed back to whoever typed it, and stored nowhere (ADR 15)."""

from flask import current_app, g, make_response, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from intro_app.web.access import AccessRule, is_signed_in, rule_that_shows
from intro_app.web.origin import is_surely_ours
from intro_app.web.unsent import typed_here, unsent_here

# The step that shows a form again, filled in. It is read as a GET, so it cannot act and needs no secret.
SHOW_AGAIN = "edit"
# The step that only keeps a draft, on pages that have one.
KEEP = "keep"


def step() -> str:
    """Which button of a form with several steps was pressed."""
    return request.form.get("step", "")


def asks_to_see_again(entry: AccessRule) -> bool:
    """Whether this POST only wants its form shown again, on a page that does so, to the one who wrote it."""
    wants = entry.keeps_words and step() == SHOW_AGAIN and is_surely_ours()
    return wants and not unsent_here().is_somebody_elses


def rewrite_as_get(entry: AccessRule) -> None:
    """From here on this POST is a GET of the page that shows the form; what was typed comes with it.

    The view for POST is out of reach, and a view for GET never acts in this house.
    """
    rule, places = rule_that_shows(entry)
    g.typed = MultiDict(typed_here())
    request.url_rule, request.view_args, request.method = rule, places, "GET"


def typed_again(names: set[str]) -> MultiDict[str, str] | None:
    """What was typed, for the form that has a field for all of it; None for any other, and on an ordinary look."""
    typed: MultiDict[str, str] | None = g.get("typed")
    return typed if typed and set(typed) <= names else None


def is_shown_again() -> bool:
    """Whether this look was asked for by somebody whose words could not be taken."""
    return bool(g.get("typed"))


def recovery_page(entry: AccessRule) -> Response | None:
    """The page that holds everything typed and sends it after all at one press; None where nothing is to be lost.

    Only if the browser itself says that the form stood on a page of ours: what is shown was not put into it
    elsewhere.
    """
    if not (entry.keeps_words and is_surely_ours()) or too_many_fields():
        return None
    unsent = unsent_here()
    if unsent.is_blank:
        return None
    status = 403 if unsent.is_somebody_elses else 422  # what keeps drafts by itself tells the two apart
    return make_response(
        render_template("errors/words.html", unsent=unsent, signed_in=is_signed_in()), status
    )


def only_keeps(entry: AccessRule) -> bool:
    """Whether this POST of somebody signed in keeps a draft and does nothing else; its view has a pace of its own."""
    return entry.drafts and step() == KEEP and is_signed_in()


def too_many_fields() -> bool:
    """Whether the form has more fields than any of ours."""
    return bool(
        sum(len(values) for _name, values in request.form.lists()) > current_app.config["MAX_FORM_PARTS"]
    )
