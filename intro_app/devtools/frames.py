"""Showing an e-mail's HTML as it is, style and all, inside a page that allows no such thing."""

from flask import Response, make_response

from intro_app.config import settings
from intro_app.web.headers import content_policy

# Nothing but its own inline style; links open beside it, free of the sandbox.
_LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


def page_with_frames(page: str) -> Response:
    """A page that may hold letters of this site in frames, and is otherwise like any other."""
    response = make_response(page)
    response.headers["Content-Security-Policy"] = f"{content_policy(settings().secure)}; frame-src 'self'"
    return response


def letter_page(html: str) -> Response:
    """The HTML of an e-mail as a document of its own, for such a frame or to be looked at alone."""
    response = make_response(html.replace("<head>", '<head><base target="_blank">', 1))
    response.headers["Content-Security-Policy"] = _LETTER_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"  # browsers refuse any other in a sandbox
    return response
