"""Shows an e-mail's HTML with its inline styles in a frame, inside a page whose policy forbids them."""

from flask import Response, make_response

from intro_app.config import settings
from intro_app.web.headers import content_policy

# Only inline styles; links open in a new tab outside the sandbox.
_LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


def page_with_frames(page: str) -> Response:
    """Return a page with the usual headers that may also frame pages of this site."""
    response = make_response(page)
    response.headers["Content-Security-Policy"] = f"{content_policy(settings().secure)}; frame-src 'self'"
    return response


def letter_page(html: str) -> Response:
    """Return the HTML of an e-mail as a document, for a frame or on its own."""
    response = make_response(html.replace("<head>", '<head><base target="_blank">', 1))
    response.headers["Content-Security-Policy"] = _LETTER_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"  # all that browsers accept in a sandbox
    return response
