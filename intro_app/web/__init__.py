"""What every page needs and no feature owns: headers, access rules, errors, templates, limits."""

from flask import Flask

from intro_app.web import (
    addresses,
    assets,
    error_reports,
    errors,
    gate,
    headers,
    incoming,
    languages,
    logs,
    measuring,
    network,
    paths,
    sessions,
    templating,
)
from intro_app.web.views import bp as common_pages


def init_app(app: Flask) -> None:
    """Set up the app for all pages. Order matters: the WSGI layer wrapped last is the outermost."""
    addresses.init_app(app)
    incoming.init_app(app)
    logs.init_app(app)
    error_reports.init_app(app)
    measuring.init_app(app)
    templating.init_app(app)
    languages.init_app(app)
    paths.init_app(app)
    sessions.init_app(app)
    gate.init_app(app)
    errors.init_app(app)
    assets.init_app(app)
    network.init_app(app)
    headers.init_app(app)
    app.register_blueprint(common_pages)
