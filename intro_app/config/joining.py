"""Readers of the settings that say who can join."""

import re
from functools import cache
from typing import TYPE_CHECKING

from intro_app.config.names import ascii_host

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

WAYS = ("invitation", "request", "domains", "open")
MOST_QUESTIONS = 3
LONGEST_QUESTION = 200

# Where anybody can get an address. Short on purpose: it guards against a slip, not against intent.
PUBLIC_HOSTS = frozenset(
    """
    126.com 163.com aim.com aol.com arcor.de bluewin.ch fastmail.com free.fr freenet.de gmail.com
    gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com hey.com hotmail.com hotmail.de hotmail.es
    hotmail.fr icloud.com laposte.net libero.it live.com mac.com mail.com mail.de mail.ru
    mailbox.org me.com msn.com orange.fr outlook.com outlook.de outlook.es pm.me posteo.de
    posteo.net proton.me protonmail.com qq.com rocketmail.com t-online.de telefonica.net terra.es
    tuta.com tutanota.com web.de yahoo.com yahoo.de yahoo.es yandex.com yandex.ru ymail.com zoho.com
    """.split()  # noqa: SIM905 - a list of so many words reads better so
)


class PublicSuffixError(ValueError):
    """A mail domain under which anybody can register a name of their own."""

    def __init__(self, domain: str) -> None:
        super().__init__(f"must not have {domain}: anyone can register a name there")
        self.domain = domain


def ways(value: str) -> tuple[str, ...]:
    """Read one or more ways of joining, in the order of WAYS."""
    words = {word.strip().lower() for word in value.split(",") if word.strip()}
    if not words or not words <= set(WAYS):
        raise ValueError(f"must be one or more of {', '.join(WAYS)}, with commas between")
    return tuple(way for way in WAYS if way in words)


def domains(value: str) -> tuple[str, ...]:
    """Read mail domains in ASCII: `example.org` for one host, `*.example.org` for all below it."""
    return tuple(dict.fromkeys(_domain(word) for word in value.split(",") if word.strip()))


def questions(value: str) -> tuple[str, ...]:
    """Read one to three questions, separated by `|`."""
    found = tuple(" ".join(one.split()) for one in value.split("|") if one.strip())
    if not found or len(found) > MOST_QUESTIONS or max(map(len, found)) > LONGEST_QUESTION:
        raise ValueError(
            f"must be one to three questions of at most {LONGEST_QUESTION} characters, with | between"
        )
    return found


def _domain(word: str) -> str:
    name = word.strip().casefold()
    star, bare = ("*.", name[2:]) if name.startswith("*.") else ("", name)
    host = ascii_host(bare)
    if "." not in host or re.fullmatch(r"[\d.]+", host):
        raise ValueError(f"must have whole domains such as example.org or *.example.org, not {word.strip()}")
    if is_public_suffix(host, below=bool(star)):
        raise PublicSuffixError(word.strip())
    return star + host


def is_public_suffix(host: str, *, below: bool) -> bool:
    """Return whether anybody can register a name under this host, as under co.uk.

    `below`: what is asked for are the names under it; then hosts where companies give out names count, too.
    """
    return _public_suffixes(only_icann=not below).is_public(host)


@cache
def _public_suffixes(*, only_icann: bool) -> "PublicSuffixList":
    """Return the list of Mozilla's, read when a site first names a mail domain."""
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(only_icann=only_icann)
