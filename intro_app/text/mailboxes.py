"""One spelling for each mailbox, for limits and identity only: mail goes to the address as it was typed."""

import hmac
import re
from unicodedata import category

import idna

from intro_app.text.invisible import composed
from intro_app.text.role_names import ROLE_NAMES

# Providers that deliver with dots in the name or without; the value is the domain that stands for all.
_DOTS_IGNORED = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}

_LIST_FORMS = re.compile(
    r"(owner|list|lists|mailman|majordomo)[-.].+|.+[-.](request|owner|bounces|list|admin)"
)


def canonical(address: str) -> str:
    """The one spelling of all addresses that reach the same mailbox, as far as anyone can tell.

    Never use it to write to somebody: providers may treat the spellings that we join as different.
    Anything goes in, also what is no address at all; the answer of an answer is itself.
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
    """Whether other spellings reach the same mailbox for us: it holds a `+`, or dots that its provider ignores."""
    local, _at, domain = _folded(address).rpartition("@")
    return canonical(address).rpartition("@")[0] != local and bool(domain)


def fingerprint(address: str, key: str) -> str:
    """A keyed hash of the mailbox, which says nothing to those without the key."""
    return hmac.new(key.encode(), canonical(address).encode(), "sha256").hexdigest()


def is_role(address: str) -> bool:
    """Whether it belongs to an office or a list, such as `info@` or `sales@`, rather than to one person."""
    local = canonical(address).partition("@")[0]
    return re.sub(r"[-_]", "", local) in ROLE_NAMES or _LIST_FORMS.fullmatch(local) is not None


def masked(address: str) -> str:
    """Enough for the owner to recognise it and for nobody else to use it: `a…@e….org`."""
    local, at, domain = address.strip().rpartition("@")
    name, dot, ending = domain.rpartition(".")
    if not at or not local:
        return "…"
    return f"{local[0]}…@{name[:1]}….{ending}" if dot else f"{local[0]}…@{domain[:1]}…"


def _folded(address: str) -> str:
    """Small letters, compatible characters made one, everything invisible gone."""
    visible = "".join(char for char in address if category(char)[0] != "C")
    folded = composed(composed(visible, "NFKC").lower(), "NFKC")
    return composed("".join(folded.split()), "NFKC")


def _ascii(domain: str) -> str:
    domain = domain.replace("。", ".").strip(".")
    try:
        return idna.encode(domain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return domain  # no domain that mail could reach, but still one spelling of it
