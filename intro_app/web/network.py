"""Where a request comes from: the address that our own proxies saw, not what a sender claims."""

import re
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from flask import Flask, request

from intro_app.config import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


# What a proxy may add: an address, its port behind it; IPv6 then stands in brackets.
_SEEN = re.compile(r"\[(?P<six>[^][]*)\](?::\d*)?|(?P<four>[\d.]+):\d*")


def init_app(app: Flask) -> None:
    """Read X-Forwarded-For from the right, as many steps as there are proxies of ours; never else."""
    settings: Settings = app.extensions["settings"]
    if settings.trusted_hops:
        app.wsgi_app = _behind_proxies(app.wsgi_app, settings.trusted_hops)  # type: ignore[assignment, method-assign]  # Flask's way
    if settings.secure:
        app.wsgi_app = _by_https(app.wsgi_app)  # type: ignore[assignment, method-assign]  # Flask's way


def network_of(address: str) -> str:
    """The network that counts as one sender.

    IPv4: the single address. A /24 holds strangers (and a university or a mobile carrier already hides
    thousands behind one address), so a wider net would punish neighbours and hardly slow an attacker who
    rents addresses one by one. IPv6: the /64, which is what one household or one rented machine is given.
    """
    try:
        found = ip_address(_without_port(address).partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((found, 64 if found.version == 6 else 32), strict=False))


def _without_port(seen: str) -> str:
    """The address alone: Azure's gateways, HAProxy and others put the port behind it, a new one each time."""
    bare = seen.strip(' \t"')
    found = _SEEN.fullmatch(bare)
    return (found["six"] or found["four"] or "") if found else bare


def network() -> str:
    """The network that this request comes from."""
    return network_of(request.remote_addr or "")


def _behind_proxies(site: "WSGIApplication", hops: int) -> "WSGIApplication":
    """Who sent a request is what the outermost of our own proxies saw; with fewer entries, who spoke to us.

    Werkzeug's ProxyFix reads the header with quotes, so that a quotation mark from a visitor swallows what
    our proxies added behind it. Here a comma is a comma.
    """

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        seen = [entry for entry in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if entry.strip()]
        if len(seen) >= hops:
            environ["REMOTE_ADDR"] = _without_port(seen[-hops])
        return site(environ, start_response)

    return answer


def _by_https(site: "WSGIApplication") -> "WSGIApplication":
    """People reach the site by https, whatever the proxy speaks to us: absolute redirects must say so."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        environ["wsgi.url_scheme"] = "https"
        return site(environ, start_response)

    return answer
