"""Links and redirects within the site: from an endpoint, in the language that the visitor chose."""

from flask import Flask, current_app, redirect
from werkzeug.wrappers import Response

from intro_app.web.addresses import paths_of
from intro_app.web.languages import in_language


def init_app(app: Flask) -> None:
    """Give `path_for` to the templates, which hold no path."""
    write = paths_of(app).write

    def path_of_this_app(endpoint: str, /, **values: object) -> str:
        return in_language(write(endpoint, values))

    app.jinja_env.globals.update(path_for=path_of_this_app)


def path_for(endpoint: str, /, **values: object) -> str:
    """The path of a page; values that have no place in it become its query, and a visitor's language goes with it.

    Raises UnknownPathError where no page has this endpoint, or a value is missing.
    """
    return in_language(paths_of(current_app).write(endpoint, values))


def redirect_to(endpoint: str, /, **values: object) -> Response:
    """Send the reader on to a page, by GET."""
    return redirect(path_for(endpoint, **values), 303)
