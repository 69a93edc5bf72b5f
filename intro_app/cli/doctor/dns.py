"""`intro doctor --dns`: whether DNS says that e-mail from MAIL_FROM may be trusted: SPF, DKIM, DMARC, MX."""

import base64
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

from intro_app.cli.doctor.findings import Finding, known, well, wrong
from intro_app.config import Settings

_PATIENCE = 5.0


class Unasked(Exception):
    """No name server answered."""


def records(settings: Settings, resolver: Resolver | None = None) -> Iterator[Finding]:
    """Check the records of the sender's domain; a machine without a name server skips them with a reason."""
    domain = settings.mail_from.rpartition("@")[2]
    envelope = (settings.bounce_address or settings.mail_from).rpartition("@")[2]
    asked = resolver or Resolver()
    asked.lifetime = _PATIENCE
    try:
        yield from _spf(asked, envelope)
        yield from _dkim(asked, settings, domain)
        yield from _dmarc(asked, domain, envelope)
        yield from _mx(asked, {domain, envelope})
    except Unasked as problem:
        yield known(f"DNS was not checked: no name server answered ({problem}).")


def _spf(resolver: Resolver, domain: str) -> Iterator[Finding]:
    found = [text for text in _texts(resolver, domain) if text.lower().split(" ")[0] == "v=spf1"]
    if not found:
        yield wrong(f"DNS has no SPF record for {domain}. Add a TXT record that begins with v=spf1.")
    elif len(found) > 1:
        yield wrong(f"DNS has {len(found)} SPF records for {domain}, so none counts. Keep one.")
    elif "+all" in found[0].lower().split():
        yield wrong(f"The SPF record of {domain} lets everybody send (+all). End it with -all or ~all.")
    else:
        yield well(f"SPF of {domain}: {found[0]}")


def _dkim(resolver: Resolver, settings: Settings, domain: str) -> Iterator[Finding]:
    if not settings.dkim_key_file:
        yield known("The mail server signs with DKIM, or nobody does: send yourself an e-mail and look.")
        return
    name = f"{settings.dkim_selector}._domainkey.{domain}"
    published = ["".join(_tags(text).get("p", "").split()) for text in _texts(resolver, name)]
    if not any(published):
        yield wrong(f"DNS has no DKIM key at {name}. docs/operations.md says what stands there.")
    elif _public_key(Path(settings.dkim_key_file)) not in published:
        yield wrong(f"The DKIM key at {name} is not that of DKIM_KEY_FILE, so signatures fail.")
    else:
        yield well(f"The DKIM key at {name} is ours.")


def _dmarc(resolver: Resolver, domain: str, envelope: str) -> Iterator[Finding]:
    found, place = "", ""
    for place in _with_parents(domain):
        texts = [text for text in _texts(resolver, f"_dmarc.{place}") if text.lower().startswith("v=dmarc1")]
        if texts:
            found = texts[0]
            break
    if not found:
        yield wrong(f"DNS has no DMARC record at _dmarc.{domain}. Gmail and Yahoo want one: v=DMARC1; p=none")
        return
    yield well(f"DMARC of {place}: {found}")
    if envelope not in {domain, place} and not envelope.endswith(f".{place}"):
        yield known(f"E-mails leave from {envelope}, which does not align with {domain}: DKIM has to.")


def _mx(resolver: Resolver, domains: set[str]) -> Iterator[Finding]:
    for domain in sorted(domains):
        if _answers(resolver, domain, "MX"):
            yield well(f"{domain} takes e-mail.")
        else:
            yield wrong(
                f"{domain} has no MX record: nobody can answer, and some servers refuse such senders."
            )


def _with_parents(domain: str) -> Sequence[str]:
    """Return a domain and those above it, but for the last one: `a.b.c` as `a.b.c` and `b.c`."""
    labels = domain.split(".")
    return [".".join(labels[number:]) for number in range(max(1, len(labels) - 1))]


def _tags(text: str) -> dict[str, str]:
    pairs = (tag.partition("=") for tag in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _sign, value in pairs}


def _public_key(file: Path) -> str:
    key = load_pem_private_key(file.read_bytes(), password=None).public_key()
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def _texts(resolver: Resolver, name: str) -> list[str]:
    """Return the texts of a name; a long one comes in pieces of 255 characters."""
    return [b"".join(one.strings).decode("utf-8", "replace") for one in _answers(resolver, name, "TXT")]


def _answers(resolver: Resolver, name: str, kind: str) -> list[Any]:
    """Return the records of a name, of which there may be none. Raises Unasked."""
    try:
        return list(resolver.resolve(name, kind, search=False))
    except (NXDOMAIN, NoAnswer):
        return []
    except (DNSException, OSError) as problem:
        raise Unasked(type(problem).__name__) from problem
