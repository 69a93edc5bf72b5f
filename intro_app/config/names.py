"""Converts host names and addresses between ASCII (IDNA, `xn--…`) and the spelling that people read."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

import idna

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def ascii_host(host: str) -> str:
    """Return a host name in lower-case ASCII, or an IP address in its short form.

    Raises ValueError when it is neither.
    """
    try:
        return ip_address(host.partition("%")[0]).compressed
    except ValueError:
        pass
    try:
        name = host.lower() if host.isascii() else idna.encode(host, uts46=True).decode()
    except idna.IDNAError as problem:
        raise ValueError(f"names a host that doesn't exist: {host}") from problem
    name = name.removesuffix(".")  # browsers and mail servers would take it for another host
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise ValueError(f"names a host that doesn't exist: {host}")
    return name


def ascii_origin(url: str) -> str:
    """Return scheme, host and port as browsers write them in `Origin`: ASCII, lower case, no default port."""
    parts = urlsplit(url)
    host = ascii_host(parts.hostname or "")
    place = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port not in {None, _DEFAULT_PORTS.get(parts.scheme)} else ""
    return f"{parts.scheme}://{place}{port}"


def ascii_address(address: str) -> str:
    """Return an e-mail address with its domain in ASCII.

    Raises ValueError for a local part that some mail servers do not accept.
    """
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        raise ValueError(
            "must have only plain letters before the @, because many mail servers accept no others"
        )
    if not _LOCAL_PART.fullmatch(local) or len(local) > 64:
        raise ValueError("must be only an e-mail address, such as hello@meet.example.org")
    host = ascii_host(domain)
    if "_" in host or ":" in host or re.fullmatch(r"[0-9.]+", host):
        raise ValueError(f"names a host that can't have e-mail addresses: {domain}")
    return f"{local}@{host}"


def is_of_this_machine(host: str) -> bool:
    """Return whether a host is this machine: localhost and its subdomains, 127.0.0.0/8, ::1."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def readable_origin(url: str) -> str:
    """Return the site's address as people spell it."""
    parts: SplitResult = urlsplit(url)
    return url.replace(parts.hostname or "", readable_host(parts.hostname or ""), 1)


def readable_address(address: str) -> str:
    """Return an e-mail address as people spell it."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{readable_host(domain)}"


def readable_host(host: str) -> str:
    """Return a host name as people spell it, or unchanged when it cannot be decoded."""
    try:
        return idna.decode(host) if "xn--" in host else host
    except idna.IDNAError:
        return host


# The readers convert these to ASCII already, but code that creates Settings directly may not.
ON_THE_WIRE = {
    "base_url": ascii_origin,
    "mail_from": ascii_address,
    "bounce_address": ascii_address,
    "bulk_mail_from": ascii_address,
    "bulk_bounce_address": ascii_address,
    "site_contact": ascii_address,
}
