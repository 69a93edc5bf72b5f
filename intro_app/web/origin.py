"""Refuses forms that another site made a browser send; why that is enough stands in docs/security.md."""

from flask import abort, request

from intro_app.config import settings
from intro_app.web.access import AccessRule


def refuse_other_sites(entry: AccessRule) -> None:
    """End the request with 400 unless the browser says that one of our own pages sent it.

    Browsers without these headers pass: the form secret decides. On token pages `Origin: null` is what
    browsers send, because those pages have `Referrer-Policy: no-referrer`.
    """
    if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        abort(400)
    origin = request.headers.get("Origin")
    if origin is None or (origin == "null" and entry.token):
        return
    if origin not in _our_origins():
        abort(400)


def is_surely_ours() -> bool:
    """Whether the browser itself says that one of our own pages sent this; saying nothing is not enough here.

    What it says of the site goes before what it says of the origin, which older browsers say alone.
    """
    site = request.headers.get("Sec-Fetch-Site")
    return site == "same-origin" if site else request.headers.get("Origin") in _our_origins()


def _our_origins() -> set[str]:
    """The site's own, and that of the address the browser spoke to, which no page elsewhere can choose for it."""
    return {settings().base_url, f"{request.scheme}://{request.host}"}
