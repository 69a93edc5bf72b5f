"""`intro doctor --tls`: what a browser finds at BASE_URL: certificate, versions of TLS, HSTS."""

import re
import socket
import ssl
import warnings
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.client import HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from intro_app.cli.doctor.findings import Finding, known, well, wrong
from intro_app.config import Settings

_PATIENCE = 10.0
# Let's Encrypt renews thirty days before the end, so that less than this means that renewing fails.
_TOO_SOON = timedelta(days=14)
# A year in seconds: what the lists of sites that are only reached by https ask for.
_LONG_ENOUGH = 31_536_000
_OLD = {"TLS 1.0": ssl.TLSVersion.TLSv1, "TLS 1.1": ssl.TLSVersion.TLSv1_1}


class SiteUnreached(Exception):
    """The site could not be reached from here."""


def encryption(settings: Settings, at: datetime) -> Iterator[Finding]:
    """Look at the site's own address as a browser does; where it can't be reached from here, say so."""
    if not settings.secure:
        yield known(f"TLS was not checked: BASE_URL is {settings.base_url}, which is not encrypted.")
        return
    parts = urlsplit(settings.base_url)
    host, port = parts.hostname or "", parts.port or 443
    try:
        yield from _certificate(host, port, at)
        yield from _old_versions(host, port)
    except SiteUnreached as problem:
        yield known(f"TLS was not checked: {host} can't be reached from this machine ({problem}).")


def _certificate(host: str, port: int, at: datetime) -> Iterator[Finding]:
    try:
        until, hsts = _asked(host, port)
    except ssl.SSLCertVerificationError as problem:
        yield wrong(
            f"Browsers refuse the certificate of {host}: {problem.verify_message}. Renew it, or mend "
            "the proxy."
        )
        return
    if until < at + _TOO_SOON:
        yield wrong(f"The certificate of {host} ends on {until:%Y-%m-%d}: find out why it isn't renewed.")
    else:
        yield well(f"The certificate of {host} is good until {until:%Y-%m-%d}.")
    yield from _hsts(host, hsts)


def _asked(host: str, port: int) -> tuple[datetime, str]:
    """Return until when the certificate is good, and the header for HSTS. Raises SiteUnreached."""
    try:
        context = ssl.create_default_context()
        with closing(HTTPSConnection(host, port, timeout=_PATIENCE, context=context)) as connection:
            connection.request("GET", "/healthz")
            held = connection.sock.getpeercert() or {}
            answer = connection.getresponse()
            until = ssl.cert_time_to_seconds(str(held["notAfter"]))
            return datetime.fromtimestamp(until, UTC), answer.getheader("Strict-Transport-Security", "")
    except ssl.SSLCertVerificationError:
        raise
    except (OSError, HTTPException) as problem:
        raise SiteUnreached(type(problem).__name__) from problem


def _hsts(host: str, header: str) -> Iterator[Finding]:
    found = re.search(r"max-age=(\d+)", header)
    if found and int(found[1]) >= _LONG_ENOUGH:
        yield well(f"Browsers remember that {host} is encrypted (HSTS).")
    else:
        yield wrong(
            f"Answers of {host} don't say Strict-Transport-Security for a year or longer, though the site "
            "does: something between removes it. Is the proxy right, and does BASE_URL lead to this site?"
        )


def _old_versions(host: str, port: int) -> Iterator[Finding]:
    accepted = [name for name, version in _OLD.items() if _accepts(host, port, version)]
    if accepted:
        yield wrong(f"{host} accepts {' and '.join(accepted)}, which are broken: allow TLS 1.2 and 1.3 only.")
    else:
        yield well(f"{host} refuses TLS 1.0 and 1.1.")


def _accepts(host: str, port: int, version: ssl.TLSVersion) -> bool:
    """Return whether a connection by this version alone comes about, whoever's certificate it is."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that it is deprecated is the point
        context.minimum_version = context.maximum_version = version
    try:
        with (
            socket.create_connection((host, port), timeout=_PATIENCE) as plain,
            context.wrap_socket(plain, server_hostname=host),
        ):
            return True
    except (ssl.SSLError, ConnectionError, TimeoutError):
        return False
    except OSError as problem:
        raise SiteUnreached(type(problem).__name__) from problem
