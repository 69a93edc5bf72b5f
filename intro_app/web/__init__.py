"""What every page needs and no feature owns: headers, entry rules, errors, templates, limits."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Give the app what every page needs."""
