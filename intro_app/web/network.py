"""Find the network address of a request as our own proxies saw it, not as the sender claims it."""

import re
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from flask import Flask, request

from intro_app.config import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


# What a proxy may add: an address with a port, in which case IPv6 is in brackets.
_SEEN = re.compile(r"\[(?P<six>[^][]*)\](?::\d*)?|(?P<four>[\d.]+):\d*")


def init_app(app: Flask) -> None:
    """Read X-Forwarded-For from the right by as many steps as TRUSTED_HOPS says; ignore it if that is 0."""
    settings: Settings = app.extensions["settings"]
    if settings.trusted_hops:
        proxied = _behind_proxies(app.wsgi_app, settings.trusted_hops)
        app.wsgi_app = proxied  # type: ignore[assignment, method-assign]  # as Flask documents it
    if settings.secure:
        secured = _by_https(app.wsgi_app)
        app.wsgi_app = secured  # type: ignore[assignment, method-assign]  # as Flask documents it


def network_of(address: str) -> str:
    """Return the network that counts as one sender; "unknown" for what is not an address.

    For IPv4 it is the single address. A /24 is shared by strangers (and a university or mobile carrier
    already has thousands behind one address), so a wider network would punish neighbours and hardly slow an
    attacker who rents addresses one by one. For IPv6 it is the /64, which one household or one rented machine
    gets.
    """
    try:
        found = ip_address(_without_port(address).partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((found, 64 if found.version == 6 else 32), strict=False))


def _without_port(seen: str) -> str:
    """Return the address without the port that Azure's gateways, HAProxy and others append."""
    bare = seen.strip(' \t"')
    found = _SEEN.fullmatch(bare)
    return (found["six"] or found["four"] or "") if found else bare


def network() -> str:
    """Return the network that this request comes from."""
    return network_of(request.remote_addr or "")


def _behind_proxies(site: "WSGIApplication", hops: int) -> "WSGIApplication":
    """Set REMOTE_ADDR to what the outermost of our proxies saw; with fewer entries, leave the peer's address.

    Werkzeug's ProxyFix parses quotes in the header, so a quotation mark sent by a visitor hides the entries
    that our proxies append. This splits at every comma.
    """

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        seen = [entry for entry in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if entry.strip()]
        if len(seen) >= hops:
            environ["REMOTE_ADDR"] = _without_port(seen[-hops])
        return site(environ, start_response)

    return answer


def _by_https(site: "WSGIApplication") -> "WSGIApplication":
    """Set the URL scheme to https, so that absolute redirects use it even if the proxy connects by http."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        environ["wsgi.url_scheme"] = "https"
        return site(environ, start_response)

    return answer
