"""Builds links and redirects from endpoints, and carries the language that a visitor chose (ADR 17)."""

from collections.abc import Callable

from flask import Flask, current_app, has_request_context, redirect
from werkzeug.wrappers import Response

from intro_app.web.addresses import paths_of
from intro_app.web.languages import chosen, in_language, with_language


def init_app(app: Flask) -> None:
    """Add `path_for` to the templates: bound to this app, and to the language once a page."""
    write = paths_of(app).write

    def path_of_this_app(endpoint: str, /, **values: object) -> str:
        return in_language(write(endpoint, values))

    app.jinja_env.globals.update(path_for=path_of_this_app)  # for macros that are imported without context
    app.context_processor(lambda: {"path_for": path_writer()})


def path_writer() -> Callable[..., str]:
    """Return what builds links as `path_for()` does, for a page or a list: it finds the language once."""
    write, language = paths_of(current_app).write, chosen() if has_request_context() else ""

    def path_on_this_page(endpoint: str, /, **values: object) -> str:
        path = write(endpoint, values)
        return with_language(path, language) if language else path

    return path_on_this_page


def path_for(endpoint: str, /, **values: object) -> str:
    """Return the path of an endpoint; values that are no variables of the path become the query.

    A visitor's chosen language is added. Raise UnknownPathError for an unknown endpoint or a missing value.
    """
    return in_language(paths_of(current_app).write(endpoint, values))


def redirect_to(endpoint: str, /, *, _anchor: str = "", **values: object) -> Response:
    """Redirect to an endpoint with 303, so that browsers follow with a GET; `_anchor` as for `url_for`."""
    path = path_for(endpoint, **values)
    return redirect(f"{path}#{_anchor}" if _anchor else path, 303)
