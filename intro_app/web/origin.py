"""Refuses forms that another site made a browser send."""

from flask import abort, request

from intro_app.config import settings
from intro_app.web.entry import Entry


def refuse_other_sites(entry: Entry) -> None:
    """End the request with 400 unless the browser says that one of our own pages sent it.

    Browsers without these headers pass: the form secret decides. On token pages `Origin: null` is what
    browsers send, because those pages have `Referrer-Policy: no-referrer`.
    """
    if request.headers.get("Sec-Fetch-Site", "none") not in _allowed_sites(entry):
        abort(400)
    origin = request.headers.get("Origin")
    if origin is None or (origin == "null" and entry.token):
        return
    if origin not in _our_origins():
        abort(400)


def is_surely_ours() -> bool:
    """Whether the browser itself says that one of our own pages sent this; saying nothing is not enough here."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get("Origin") in _our_origins()


def _our_origins() -> set[str]:
    return {settings().base_url, f"{request.scheme}://{request.host}"}


def _allowed_sites(entry: Entry) -> set[str]:
    # A link page may be opened in a webmail's frame or another site of the same domain; never from elsewhere.
    return {"same-origin", "none"} | ({"same-site"} if entry.token and not entry.csrf else set())
