"""Builds links and redirects from endpoints, and carries the language that a visitor chose (ADR 17)."""

from flask import Flask, current_app, redirect
from werkzeug.wrappers import Response

from intro_app.web.addresses import paths_of
from intro_app.web.languages import in_language


def init_app(app: Flask) -> None:
    """Add `path_for` to the templates, bound to this app: it is called for every link."""
    write = paths_of(app).write

    def path_of_this_app(endpoint: str, /, **values: object) -> str:
        return in_language(write(endpoint, values))

    app.jinja_env.globals.update(path_for=path_of_this_app)


def path_for(endpoint: str, /, **values: object) -> str:
    """Return the path of an endpoint; values that are no variables of the path become the query.

    A visitor's chosen language is added. Raise UnknownPathError for an unknown endpoint or a missing value.
    """
    return in_language(paths_of(current_app).write(endpoint, values))


def redirect_to(endpoint: str, /, **values: object) -> Response:
    """Redirect to an endpoint with 303, so that the browser follows with a GET."""
    return redirect(path_for(endpoint, **values), 303)
