"""Refuse cross-site form posts; docs/security.md says why this is enough."""

from flask import abort, request

from intro_app.config import settings
from intro_app.web.access import AccessRule


def refuse_other_sites(access: AccessRule) -> None:
    """End the request with 400 unless the browser says that one of our own pages sent it.

    Requests without these headers pass, and the form secret decides. On token pages browsers send
    `Origin: null`, because those pages have `Referrer-Policy: no-referrer`.
    """
    if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        abort(400)
    origin = request.headers.get("Origin")
    if origin is None or (origin == "null" and access.token):
        return
    if origin not in _our_origins():
        abort(400)


def is_surely_ours() -> bool:
    """Whether the browser says that one of our own pages sent this; missing headers count as no.

    `Sec-Fetch-Site` is preferred to `Origin`, which is all that older browsers send.
    """
    site = request.headers.get("Sec-Fetch-Site")
    return site == "same-origin" if site else request.headers.get("Origin") in _our_origins()


def _our_origins() -> set[str]:
    """Return BASE_URL and the origin of the address requested, which no other site can forge."""
    return {settings().base_url, f"{request.scheme}://{request.host}"}
