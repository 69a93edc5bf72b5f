"""Clean and check pasted contact details: e-mail addresses, telephone numbers, links."""

import re
from ipaddress import ip_address
from unicodedata import category
from urllib.parse import parse_qs, quote, unquote, urlsplit, urlunsplit

import idna
import phonenumbers
from email_validator import EmailNotValidError, validate_email

from intro_app.text.invisible import composed, is_hidden

# A link of a booking page, rewritten by a mail program's "safe links", has some 600 characters.
LONGEST_LINK = 2000
LONGEST_ADDRESS = 254
LONGEST_PHONE = 60
# Longer input is not cleaned, since it is too long in any case.
_READ = 4 * LONGEST_LINK

_BRACKETS = {
    "<": ">",
    '"': '"',
    "'": "'",
    "“": "”",
    "„": "“",
    "‘": "’",
    "«": "»",
    "(": ")",
    "[": "]",
    "`": "`",
}
# An address with a display name: in angle brackets, in other brackets, or before the name in brackets.
_BESIDE_A_NAME = (
    re.compile(r"[^<>]*<([^<>]*)>[\s,;.]*"),
    re.compile(r"<([^<>]*)>[^<>@]*"),
    re.compile(r"[^<>@]*[(\[]\s*([^\s()\[\]<>]+@[^\s()\[\]<>]+)\s*[)\]][\s,;.]*"),
    re.compile(r"([^\s()\[\]<>]+@[^\s()\[\]<>]+)\s*[(\[][^()\[\]<>@]*[)\]][\s,;.]*"),
    re.compile(r"\[\s*([^\s\[\]]+@[^\s\[\]]+)\s*\]\(mailto:[^()\s]*\)[\s,;.]*", re.IGNORECASE),
    re.compile(r"[^@]*<\s*([^\s<>]+@[^\s<>]+)\s*>[\s,;.]*"),
)
_MAILTO = re.compile(r"mailto:(?://)?\s*([^?]*)(?:\?(.*))?", re.IGNORECASE | re.DOTALL)
_BULLET = re.compile(r"^(?:[•·<(\[]|[-*–—>]\s+)\s*")
_BEHIND_A_DOMAIN = re.compile(r"\?.*|[\s.,;:!?/#)>\]\"'”»]+$", re.DOTALL)
_WRITTEN_TO = re.compile(r"^(?:e-?mail|mail|correo(?: electr[oó]nico)?|address)\s*:\s*", re.IGNORECASE)
_DOTS = str.maketrans("。．｡", "...")
# What stands before a number in a signature or a list of contacts: `Tel.:`, `Mobile`, `☎`, `M:`.
_CALLED = re.compile(r"^(?:[^\W\d_]{1,12}[.:]*\s*|[☎☏✆📞📱📲•*|\ufe0f]\s*){1,4}(?://)?(?=[+\d(])")
_WHATSAPP = re.compile(r"^(?:https://)?wa\.me/\+?(?=\d{7,15}/?$)", re.IGNORECASE)
_KIND_BEHIND = re.compile(r"\s*\([^\W\d_]{1,20}\)$")
_EXTENSION = re.compile(
    r"\s*(?:;\s*ext=|,*\s*(?:extension|extensión|ext|durchwahl|dw|app|x|#)[.:]?\s*)(?=\d{1,8}$)",
    re.IGNORECASE,
)
_CONTEXT = re.compile(r";(?:phone-context|isub)=[^;]*", re.IGNORECASE)
_COUNTRY_IN_BRACKETS = re.compile(r"\((\+\d{1,3})\)")
_DIALLED = re.compile(r"[+\d(][\d\s().\-/]*(?:\s*(?:;ext=|,|;|x|ext\.?|#)\s*\d{1,8})?", re.IGNORECASE)
_GROUPED = re.compile(r"\+[1-9][0-9]{0,2}(?: [0-9]+){2,}")
_DASHES = re.compile(r"[\u00ad\u00b7\u2022\u2219\u22c5\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u30fc]")
_HOST = re.compile(r"[^\s/?#@:.]+(?:\.[^\s/?#@:.]+)+")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:(?!\d)")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,255}")


def clean_address(typed: str) -> str:
    """Return an address without display name, brackets, `mailto:`, invisible marks and final punctuation."""
    if len(typed) > _READ:
        return typed
    text = _bare(composed(_seen(typed).translate(_DOTS), "NFKC"))
    if not _is_linked(text):
        text = _bare(_beside_a_name(_WRITTEN_TO.sub("", text, count=1)))
    if linked := _MAILTO.fullmatch(text):
        text = _beside_a_name(_seen(_written_to(linked[1], linked[2] or "") or text).strip())
    local, at, domain = _bare(_BULLET.sub("", text)).strip().rpartition("@")
    if not at:
        return domain
    parts = *local.replace("’", "'").split("@"), _BEHIND_A_DOMAIN.sub("", domain)
    return "@".join(part.strip() for part in parts)


def _written_to(path: str, query: str) -> str:
    """Return whom a `mailto:` link is to (RFC 6068): its path, or else `to` in its query; "" if neither."""
    return unquote(path).strip() or next(iter(parse_qs(query).get("to", ())), "")


def _is_linked(text: str) -> bool:
    return text[:7].lower() == "mailto:"


def _beside_a_name(text: str) -> str:
    """Return the address that stands beside a name or in brackets; the whole text if none does."""
    if len(text) > 2 * LONGEST_ADDRESS:
        return text
    found = next(filter(None, (form.fullmatch(text) for form in _BESIDE_A_NAME)), None)
    return found[1].strip() if found else text


def deliverable(address: str) -> str:
    """Return the address as mail servers accept it, its domain in ASCII. Raises ValueError if none would."""
    local, _, domain = address.rpartition("@")
    spelled = f"{local}@{idna.encode(domain, uts46=True).decode()}" if not domain.isascii() else address
    if not _ADDRESS.fullmatch(spelled):
        raise ValueError("this address cannot stand in an e-mail")
    return spelled


def is_address(address: str) -> bool:
    """Whether it is a complete address that our mail can be sent to; nobody is asked."""
    try:
        validate_email(address, check_deliverability=False)
        deliverable(address)
    except (EmailNotValidError, ValueError):
        return False
    return True


def fit_address(stored: str) -> str:
    """Return a stored address as it may be shown; empty if no mail would reach it."""
    address = clean_address(stored)
    try:
        deliverable(address)
    except ValueError:
        return ""
    return address


def fit_phone(stored: str) -> str:
    """Return a stored telephone number as it may be shown; empty if it is not one."""
    phone = clean_phone(stored)
    return international(phone) or (phone if _DIALLED.fullmatch(phone) else "")


def fit_link(stored: str) -> str:
    """Return a stored link as it may be shown; empty if others cannot open it."""
    link = clean_link(stored)
    return link if is_web_page(link) else ""


def clean_phone(typed: str) -> str:
    """Return a typed telephone number without `tel:` and invisible marks, in ASCII digits and signs.

    What stands beside it in a signature, such as `Mobile:` or `(private)`, is dropped.
    """
    if len(typed) > _READ:
        return typed
    text = _bare(_DASHES.sub("-", composed(_DASHES.sub("-", _seen(typed)), "NFKC")))
    text = _without_its_kind(_WHATSAPP.sub("+", " ".join(unquote(text).split())))
    text = _COUNTRY_IN_BRACKETS.sub(r"\1", text, count=1)
    text = _EXTENSION.sub(" ext. ", _CONTEXT.sub("", text), count=1)
    return f"+{text[2:].lstrip()}" if re.match(r"00\s?[1-9]", text) else text


def _without_its_kind(text: str) -> str:
    """Return the text without a word or a sign before the number, a word in brackets behind, and commas."""
    if len(text) > 2 * LONGEST_PHONE:
        return text
    return _KIND_BEHIND.sub("", _CALLED.sub("", text, count=1).rstrip(",;. "))


def international(phone: str) -> str | None:
    """Return the number in international format; None if it cannot be called from abroad.

    A number that is grouped with spaces keeps its grouping.
    """
    if len(phone) > LONGEST_PHONE or not _DIALLED.fullmatch(phone):
        return None
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    if _GROUPED.fullmatch(phone):
        return phone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def clean_link(typed: str) -> str:
    """Return a link as browsers send it: with a scheme, its host in ASCII and the rest percent-encoded."""
    if len(typed) > _READ:
        return typed
    text = _bare(re.sub(r"^<?\s*URL:\s*", "<", _seen(typed).strip(), flags=re.IGNORECASE))
    text = _bare(text.strip("<>").rstrip(",;.。．｡，、；").strip())
    text = re.sub(r"^(https?)[：:]/*(?=[^\s/])", r"\1://", text, flags=re.IGNORECASE)
    if not text or re.search(r"\s", text):
        return text
    try:
        return _as_sent(_with_scheme(text))
    except (ValueError, UnicodeError):
        return text


def is_web_page(link: str) -> bool:
    """Whether it is an https address without credentials or unsafe characters, which anybody can open."""
    try:
        parts = urlsplit(link)
        host, is_port = parts.hostname or "", parts.port != 0
    except ValueError:
        return False
    unsafe = any(not 32 < ord(char) < 127 or char in "<>\"'\\`" for char in link)
    return parts.scheme == "https" and is_port and _is_public(host) and not unsafe and "@" not in parts.netloc


def _is_public(host: str) -> bool:
    """Whether others can reach a host of this name: a domain name of two labels, or a public IPv4 address."""
    labels = host.removesuffix(".").split(".")
    if re.fullmatch(r"\d+|0x[0-9a-f]*", labels[-1]):  # browsers read such a host as an address
        try:
            return ip_address(host).is_global
        except ValueError:
            return False
    return len(labels) > 1 and len(host) <= 253 and all(map(_LABEL.fullmatch, labels))


def _seen(text: str) -> str:
    """Return the text without invisible characters, with every kind of blank as a space."""
    seen = (
        " " if category(char) == "Zs" or char in "\t\n\r\x0b\x0c\x85\u2028\u2029" else char for char in text
    )
    return "".join(char for char in seen if not is_hidden(char))


def _bare(text: str) -> str:
    """Return the text without any brackets or quotation marks around it; in linear time, however many."""
    first, last = 0, len(text)
    while True:
        while first < last and text[first].isspace():
            first += 1
        while first < last and text[last - 1].isspace():
            last -= 1
        if last - first < 2 or _BRACKETS.get(text[first]) != text[last - 1]:
            return text[first:last]
        first, last = first + 1, last - 1


def _with_scheme(text: str) -> str:
    if text.startswith("//"):
        return f"https:{text}"
    if not _SCHEME.match(text) and _HOST.match(text.translate(_DOTS)):
        return f"https://{text}"
    return text


def _as_sent(link: str) -> str:
    scheme, netloc, path, query, fragment = urlsplit(link)
    if link.isascii():
        return link
    if scheme != "https" or "@" in netloc:
        return link
    host, colon, port = netloc.partition(":")
    if not host.isascii():
        host = idna.encode(composed(host, "NFKC").translate(_DOTS), uts46=True).decode()
    kept = "!$%&()*+,-./:;=?@[]^_|~{}"
    rest = (
        quote(part, safe=kept + "'\"<>\\`") if not part.isascii() else part
        for part in (path, query, fragment)
    )
    return urlunsplit((scheme, f"{host}{colon}{port}", *rest))
