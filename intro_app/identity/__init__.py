"""Members: accounts, sign-in, sessions, passkeys, staff roles, profiles and mail preferences."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the Flask-Login loader that finds the member who sent a request."""
    from intro_app.identity import session

    session.init_app(app)
