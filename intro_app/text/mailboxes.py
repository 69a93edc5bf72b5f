"""A canonical spelling of each mailbox, for limits and identity only: mail goes to the address as typed."""

import re
from collections.abc import Sequence
from unicodedata import category

import idna

from intro_app.text.invisible import composed
from intro_app.text.keyed_hashes import keyed_hash
from intro_app.text.role_names import ROLE_NAMES

# Providers that ignore dots in the local part, with the canonical domain.
_DOTS_IGNORED = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}

_LIST_FORMS = re.compile(
    r"(owner|list|lists|mailman|majordomo)[-.].+|.+[-.](request|owner|bounces|list|admin)"
)


def canonical(address: str) -> str:
    """Return one spelling for all addresses that reach the same mailbox, as far as can be known.

    Never use it to send mail: providers may treat the spellings that we merge as different. Accepts any text,
    even what is not an address. Idempotent.
    """
    local, at, domain = _folded(address).rpartition("@")
    if not at:
        return domain
    domain = _ascii(domain)
    local = local.partition("+")[0] or local
    if domain in _DOTS_IGNORED:
        domain, local = _DOTS_IGNORED[domain], local.replace(".", "") or local
    return f"{local}@{domain}"


def is_one_of_several(address: str) -> bool:
    """Whether other spellings reach the same mailbox: it has a `+` part or dots that its provider ignores."""
    local, _at, domain = _folded(address).rpartition("@")
    return canonical(address).rpartition("@")[0] != local and bool(domain)


def fingerprint(address: str, key: str) -> str:
    """Return a keyed hash (HMAC-SHA256) of the mailbox, which reveals nothing without the key."""
    return keyed_hash(canonical(address), key)


def domain_hash(address: str, key: str) -> str:
    """Return a keyed hash of the domain that an address is delivered to."""
    domain = address.rpartition("@")[2].lower()
    return keyed_hash(f"intro/domain/{domain}", key)


def is_role(address: str) -> bool:
    """Whether it belongs to an office or a list, such as `info@` or `sales@`, rather than to one person."""
    local = canonical(address).partition("@")[0]
    return re.sub(r"[-_]", "", local) in ROLE_NAMES or _LIST_FORMS.fullmatch(local) is not None


def masked(address: str) -> str:
    """Return enough of it for its owner to recognise it and nobody else to use it: `a…@e….org`."""
    local, at, domain = address.strip().rpartition("@")
    name, dot, ending = domain.rpartition(".")
    if not at or not local:
        return "…"
    return f"{local[0]}…@{name[:1]}….{ending}" if dot else f"{local[0]}…@{domain[:1]}…"


def _folded(address: str) -> str:
    """Return the address in lower case and NFKC, without invisible characters."""
    visible = "".join(char for char in address if category(char)[0] != "C")
    folded = composed(composed(visible, "NFKC").lower(), "NFKC")
    return composed("".join(folded.split()), "NFKC")


def _ascii(domain: str) -> str:
    domain = domain.replace("。", ".").strip(".")
    try:
        return idna.encode(domain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return domain  # not a valid domain, but still a single spelling of it


def is_of(domain: str, domains: Sequence[str]) -> bool:
    """Return whether a host is one of these: `example.org` is that host, `*.example.org` those below it."""
    return any(
        domain.endswith(one[1:]) if one.startswith("*.") else domain == one for one in domains if domain
    )


def host_of(address: str) -> str:
    """Return the host of an address, in lower-case ASCII."""
    return canonical(address).rpartition("@")[2]
