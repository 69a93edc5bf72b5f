"""People: members, how they sign in, what they say of themselves, whom they know and block."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Let Flask-Login find the member behind a request."""
    from intro_app.identity import session

    session.init_app(app)
