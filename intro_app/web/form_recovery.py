"""Return a typed form to its writer when it cannot be accepted, without storing it (ADR 15)."""

from flask import current_app, g, make_response, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from intro_app.web.access import AccessRule, is_signed_in, rule_that_shows
from intro_app.web.origin import is_surely_ours
from intro_app.web.unsent import typed_here, unsent_here

# The step that shows the form again, filled in. It is handled as a GET, so it cannot act and needs no secret.
SHOW_AGAIN = "edit"
# The step that only saves a draft, on pages that have drafts.
KEEP = "keep"


def step() -> str:
    """Return which button of a form with several steps was pressed."""
    return request.form.get("step", "")


def asks_to_see_again(access: AccessRule) -> bool:
    """Whether this POST only asks to show its form again, on a page that can, to the person who wrote it."""
    wants = access.preserves_input and step() == SHOW_AGAIN and is_surely_ours()
    return wants and not unsent_here().is_somebody_elses


def rewrite_as_get(access: AccessRule) -> None:
    """Turn this POST into a GET of the page that shows the form, and keep what was typed in `g.typed`.

    That is safe without a form secret: the POST view is not called, and no GET view changes anything.
    """
    rule, places = rule_that_shows(access)
    g.typed = MultiDict(typed_here())
    request.url_rule, request.view_args, request.method = rule, places, "GET"


def typed_again(names: set[str]) -> MultiDict[str, str] | None:
    """Return what was typed if this form has a field for all of it; None otherwise and on an ordinary GET."""
    typed: MultiDict[str, str] | None = g.get("typed")
    return typed if typed and set(typed) <= names else None


def asked_to_show_again() -> bool:
    """Whether the button pressed shows the form again, filled in, and does nothing else."""
    return step() == SHOW_AGAIN


def is_shown_again() -> bool:
    """Whether this GET shows a form again that could not be accepted."""
    return bool(g.get("typed"))


def recovery_page(access: AccessRule) -> Response | None:
    """Return a page that holds everything typed and can send it at one press; None if nothing was typed.

    Also None unless the browser itself says that the form was on a page of this site, so that no other site
    can choose what is shown.
    """
    if not (access.preserves_input and is_surely_ours()) or too_many_fields():
        return None
    unsent = unsent_here()
    if unsent.is_blank:
        return None
    status = 403 if unsent.is_somebody_elses else 422  # static/js/draft.js tells the two apart
    given = {"unsent": unsent, "signed_in": is_signed_in(), "takes_file": access.file is not None}
    return make_response(render_template("errors/words.html", **given), status)


def only_keeps(access: AccessRule) -> bool:
    """Whether this POST of a member only saves a draft; views of drafts have a rate limit of their own."""
    return access.drafts and step() == KEEP and is_signed_in()


def too_many_fields() -> bool:
    """Whether the form has more than MAX_FORM_PARTS fields."""
    return bool(
        sum(len(values) for _name, values in request.form.lists()) > current_app.config["MAX_FORM_PARTS"]
    )
