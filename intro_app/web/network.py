"""Where a request comes from: the address that our own proxies saw, not what a sender claims."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from intro_app.config import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def init_app(app: Flask) -> None:
    """Read X-Forwarded-For from the right, as many steps as there are proxies of ours; never else."""
    settings: Settings = app.extensions["settings"]
    if settings.trusted_hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's way
            app.wsgi_app, x_for=settings.trusted_hops, x_proto=0, x_host=0, x_port=0, x_prefix=0
        )
    if settings.secure:
        app.wsgi_app = _by_https(app.wsgi_app)  # type: ignore[assignment, method-assign]  # Flask's way


def network_of(address: str) -> str:
    """The network that counts as one sender.

    IPv4: the single address. A /24 holds strangers (and a university or a mobile carrier already hides
    thousands behind one address), so a wider net would punish neighbours and hardly slow an attacker who
    rents addresses one by one. IPv6: the /64, which is what one household or one rented machine is given.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((found, 64 if found.version == 6 else 32), strict=False))


def network() -> str:
    """The network that this request comes from."""
    return network_of(request.remote_addr or "")


def _by_https(site: "WSGIApplication") -> "WSGIApplication":
    """People reach the site by https, whatever the proxy speaks to us: absolute redirects must say so."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        environ["wsgi.url_scheme"] = "https"
        return site(environ, start_response)

    return answer
