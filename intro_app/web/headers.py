"""Set the security headers on every response of the site."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from flask import Flask, Response, g
from werkzeug.datastructures import Headers

from intro_app.config import Settings, settings
from intro_app.web.access import requested_access

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=(), "
    "publickey-credentials-get=(self)",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def init_app(app: Flask) -> None:
    """Add the headers to the whole site, static files included; pages may replace some of them."""
    app.after_request(_set_page_headers)
    wrapped = _with_headers(app.wsgi_app, app.extensions["settings"])
    app.wsgi_app = wrapped  # type: ignore[assignment, method-assign]  # as Flask documents it


def let_forms_lead_to(*origins: str) -> None:
    """Allow forms on this page to lead to these origins; browsers apply form-action to redirects as well."""
    g.forms_lead_to = origins


def content_policy(
    secure: bool, scripts: bool = False, forms_lead_to: Sequence[str] = (), *, scripts_ask: bool = False
) -> str:
    """Return the Content-Security-Policy of a page.

    `scripts` allows scripts of this site, `scripts_ask` also requests by them. `upgrade-insecure-requests` is
    sent only on sites with https: Chromium and Firefox make an exception for 127.0.0.1 (tried in Chromium
    156), but Safari requests the style sheet by https and shows a page without it.
    """
    parts = [POLICY.replace("form-action 'self'", " ".join(("form-action 'self'", *forms_lead_to)))]
    if scripts:
        parts.append("script-src 'self'")
    if scripts_ask:
        parts.append("connect-src 'self'")
    if secure:
        parts.append("upgrade-insecure-requests")
    return "; ".join(parts)


def _defaults(site: Settings) -> dict[str, str]:
    headers = _ALWAYS | {"Content-Security-Policy": content_policy(site.secure)}
    if site.secure:  # browsers ignore it over http
        below = "; includeSubDomains" if site.hsts_subdomains else ""
        headers["Strict-Transport-Security"] = f"max-age=63072000{below}"
    return headers


def _with_headers(site: "WSGIApplication", rules: Settings) -> "WSGIApplication":
    defaults = _defaults(rules)

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, given: list[tuple[str, str]], exc_info: object = None) -> object:
            present = Headers(given)
            missing = [(name, value) for name, value in defaults.items() if name not in present]
            return start_response(status, given + missing, exc_info)  # type: ignore[arg-type]  # passed on

        return site(environ, start)  # type: ignore[arg-type]  # the same shape as start_response

    return answer


def _set_page_headers(response: Response) -> Response:
    access = requested_access()
    if access is None or access.token:  # the path of a 404 may hold a token as well
        response.headers["Referrer-Policy"] = "no-referrer"
    if access is None or access.token or access.members:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    scripts, elsewhere = bool(g.get("scripts")), g.get("forms_lead_to", ())
    if scripts or elsewhere:
        policy = content_policy(settings().secure, scripts, elsewhere, scripts_ask=bool(g.get("scripts_ask")))
        response.headers["Content-Security-Policy"] = policy
    return response
