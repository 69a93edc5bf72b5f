"""Readers of settings. They raise ValueError with a text that follows the setting's name: "must be …"."""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any
from unicodedata import category
from urllib.parse import SplitResult, unquote, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from intro_app.config.names import ascii_address, ascii_host, ascii_origin, is_of_this_machine

Reader = Callable[[str], Any]

LONGEST_FRONT_TEXT = 1_500
LONGEST_FOOTER = 200


def text(value: str) -> str:
    """Return the text without surrounding white space."""
    return value.strip()


def flag(value: str) -> bool:
    """Read yes or no, also spelled true, on, 1, false, off, 0."""
    answers = {"1": True, "true": True, "yes": True, "on": True}
    answers |= {"0": False, "false": False, "no": False, "off": False}
    if value.strip().lower() not in answers:
        raise ValueError("must be yes or no")
    return answers[value.strip().lower()]


def between(least: float, most: float, number: type[int] | type[float] = int) -> Reader:
    """Return a reader of numbers from `least` to `most`."""

    def read(value: str) -> int | float:
        with suppress(ValueError):
            if "_" not in value and least <= (found := number(value)) <= most:
                return found
        raise ValueError(f"must be a {'whole ' if number is int else ''}number from {least} to {most}")

    return read


def one_of(choices: Iterable[str]) -> Reader:
    """Return a reader of one of these words."""
    words = list(choices)

    def read(value: str) -> str:
        if (found := value.strip().lower()) in words:
            return found
        raise ValueError(f"must be one of {', '.join(words)}")

    return read


def some_of(choices: Iterable[str]) -> Callable[[str], tuple[str, ...]]:
    """Return a reader of one or more of these words, with commas between, in the order of the choices."""
    words = list(choices)

    def read(value: str) -> tuple[str, ...]:
        found = {one.strip().lower() for one in value.split(",") if one.strip()}
        if not found or found - set(words):
            raise ValueError(f"must be one or more of {', '.join(words)}")
        return tuple(word for word in words if word in found)

    return read


def keys(value: str) -> tuple[str, ...]:
    """Read one or more keys of at least 32 characters, oldest first."""
    keys = tuple(key.strip() for key in value.split(",") if key.strip())
    if not keys or min(map(len, keys)) < 32:
        raise ValueError(
            "must be one or more keys of at least 32 characters, oldest first, separated by commas"
        )
    return keys


def stripe_key(value: str) -> str:
    """Read a secret key of Stripe, live or test."""
    if not re.fullmatch(r"(sk|rk)_(live|test)_[A-Za-z0-9_]+", value.strip()):
        raise ValueError("must be a Stripe secret key, starting with sk_live_ or sk_test_ (or rk_)")
    return value.strip()


def monitor_token(value: str) -> str:
    """Read the token of a monitor, which is sent in a header."""
    if not re.fullmatch(r"[A-Za-z0-9._~+/=-]{20,200}", value):
        raise ValueError("must be 20 to 200 letters and digits, such as `openssl rand -hex 24` prints")
    return value


def error_dsn(value: str) -> str:
    """Read where errors are reported: https://key@host/project."""
    wish = "must look like https://key@errors.example.org/7"
    parts = _parts(value, wish)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_of_this_machine(parts.hostname or ""))
    if not (is_safe and parts.username and parts.hostname and _has_port(parts)) or parts.password:
        raise ValueError(wish)
    if not re.fullmatch(r"/(?:[\w-]+/)*[0-9]+", parts.path) or parts.query or parts.fragment:
        raise ValueError(wish)
    return value.strip()


def stripe_secrets(value: str) -> tuple[str, ...]:
    """Read one or more secrets that sign Stripe's webhooks."""
    secrets = tuple(secret.strip() for secret in value.split(",") if secret.strip())
    if not secrets or not all(re.fullmatch(r"whsec_[A-Za-z0-9+/=_-]{16,}", secret) for secret in secrets):
        raise ValueError("must be one or more secrets that start with whsec_, separated by commas")
    return secrets


def three_words(value: str) -> tuple[str, ...]:
    """Read three different lookup keys, keeping their order."""
    words = tuple(word.strip() for word in value.split(","))
    if (
        len(set(words)) != 3
        or len(words) != 3
        or not all(re.fullmatch(r"[\w.:-]{1,200}", word) for word in words)
    ):
        raise ValueError("must be three lookup keys separated by commas: monthly, yearly, reduced")
    return words


def site_url(value: str) -> str:
    """Read the address of a site and return it in ASCII: scheme, host and port without a path."""
    parts = _parts(value, "must look like https://meet.example.org, without a path")
    site = parts.scheme in {"http", "https"} and parts.hostname and _has_port(parts)
    if not site or parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise ValueError("must look like https://meet.example.org, without a path")
    if parts.scheme == "http" and not is_of_this_machine(parts.hostname or ""):
        raise ValueError("must start with https:// (plain http only works on this machine)")
    return ascii_origin(value.strip())


def _parts(value: str, wish: str) -> SplitResult:
    try:
        return urlsplit(value.strip())
    except ValueError as problem:  # the library's message does not help an operator
        raise ValueError(wish) from problem


def smtp_url(value: str) -> str:
    """Read the URL of a mail server, which may hold a user and a password."""
    wish = "must look like smtp+starttls://user:password@mail.example.org:587 (or smtp://, smtps://)"
    parts = _parts(value, wish)
    if parts.scheme not in {"smtp", "smtp+starttls", "smtps"} or not parts.hostname or not _has_port(parts):
        raise ValueError(wish)
    if parts.path.strip("/") or parts.query or parts.fragment:  # perhaps a password that holds / ? or #
        raise ValueError(f"{wish}; write / ? and # in a password as %2F %3F and %23")
    ascii_host(parts.hostname)
    for part in (parts.username or "", parts.password or ""):
        if not _is_utf_8(part):
            raise ValueError(
                "holds a user or password that is not UTF-8, or has control characters: "
                "write each byte of UTF-8 as % and a number, such as p%C3%A4ss for päss"
            )
    return value.strip()


def local_listener(value: str) -> str:
    """Read where to take reports from a mail server on this machine."""
    wish = "must look like lmtp://127.0.0.1:2424 or smtp://127.0.0.1:2525, on this machine"
    parts = _parts(value, wish)
    is_here = is_of_this_machine(parts.hostname or "") and _has_port(parts) and parts.port
    if parts.scheme not in {"lmtp", "smtp"} or not is_here or parts.username or parts.path.strip("/"):
        raise ValueError(wish)
    return value.strip()


def _is_utf_8(part: str) -> bool:
    """Return whether the percent-encoded text is UTF-8 without control characters."""
    try:
        return not any(category(char) in {"Cc", "Cs"} for char in unquote(part, errors="strict"))
    except UnicodeDecodeError:
        return False


def _has_port(parts: SplitResult) -> bool:
    """Return whether the port is valid or absent."""
    try:
        return parts.port != 0
    except ValueError:
        return False


def database_url(value: str) -> str:
    """Read the URL of an SQLite or PostgreSQL database."""
    kind = value.strip().partition(":")[0].partition("+")[0]
    if kind not in {"sqlite", "postgresql"} or "://" not in value:
        raise ValueError(
            "must look like postgresql://user:password@host/name or sqlite:////path/to/mutual.db"
        )
    return value.strip()


def address(value: str) -> str:
    """Read one e-mail address without a display name, and return it with its domain in ASCII."""
    local, at, domain = value.strip().rpartition("@")
    if not (local and at and domain) or any(char.isspace() or char in "<>," for char in value.strip()):
        raise ValueError("must be only an e-mail address, such as hello@meet.example.org")
    return ascii_address(value.strip())


def dkim_selector(value: str) -> str:
    """Read a DKIM selector, the name under `_domainkey` in DNS."""
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?", value.strip()):
        raise ValueError("must be letters, digits, dots and hyphens, such as mutual")
    return value.strip()


def site_name(value: str) -> str:
    """Read the site's name for pages and e-mail headers: one line, at most 60 visible characters."""
    name = " ".join(value.split())
    if len(name) > 60 or any(map(_is_invisible, name)):
        raise ValueError("must be a name of at most 60 visible characters")
    return name


def front_text(value: str) -> str:
    """Read plain text of several paragraphs, which an empty line divides."""
    text = "\n".join(line.strip() for line in value.replace("\r\n", "\n").strip().split("\n"))
    if len(text) > LONGEST_FRONT_TEXT or any(_is_invisible(char) for char in text.replace("\n", "")):
        raise ValueError(f"must be text of at most {LONGEST_FRONT_TEXT} visible characters")
    return text


def mail_footer(value: str) -> str:
    """Read one line of plain text."""
    line = " ".join(value.split())
    if len(line) > LONGEST_FOOTER or any(map(_is_invisible, line)):
        raise ValueError(f"must be one line of at most {LONGEST_FOOTER} visible characters")
    return line


def _is_invisible(char: str) -> bool:
    return category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def level(value: str) -> str:
    """Read a log level."""
    if value.strip().upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
    return value.strip().upper()


def time_zone(value: str) -> ZoneInfo:
    """Read a time zone by its IANA name."""
    name = value.strip()
    if name not in available_timezones() - {"Factory", "localtime"}:  # neither is a place
        raise ValueError("must be the name of a time zone, such as Europe/Berlin")
    return ZoneInfo(name)
