"""Reads which OpenID providers people can sign in with: their keys, and for each key settings of its own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from intro_app.config import readers
from intro_app.config.names import is_of_this_machine
from intro_app.config.readers import Reader

MOST_PROVIDERS = 5
LONGEST_NAME = 40
USUAL_SCOPES = "openid email profile"

_KEY = re.compile(r"[a-z][a-z0-9]{0,19}")


@dataclass(frozen=True, kw_only=True)
class OidcProvider:
    """A provider, as the environment describes it.

    `groups` are pairs of a word in the claim and the name of a group here. With `own_addresses`, the provider
    gives its people their addresses itself, so that they are proved even if it does not say so.
    """

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    scopes: str = USUAL_SCOPES
    groups_claim: str = "groups"
    groups: tuple[tuple[str, str], ...] = ()
    own_addresses: bool = False

    @property
    def names_groups(self) -> str:
        """The variable of the environment that says where its groups lead."""
        return f"OIDC_{self.key.upper()}_GROUPS"


def keys(value: str) -> tuple[str, ...]:
    """Read the keys of the providers, in the order of their buttons."""
    found = tuple(dict.fromkeys(word.strip() for word in value.split(",") if word.strip()))
    if len(found) > MOST_PROVIDERS or not all(map(_KEY.fullmatch, found)):
        raise ValueError(
            f"must be at most {MOST_PROVIDERS} short words of small letters and digits, such as alumni, "
            "with commas between"
        )
    return found


def names_of(wanted: Sequence[str]) -> list[str]:
    """Return the names of all settings that these providers can have."""
    return [f"OIDC_{key.upper()}_{part}" for key in wanted for part in PARTS]


def read_providers(
    wanted: Sequence[str], environment: Mapping[str, str], faults: list[str]
) -> tuple[OidcProvider, ...]:
    """Return the providers with these keys; add a sentence to `faults` for each that cannot be read."""
    found = [_provider(key, environment, faults) for key in wanted]
    providers = tuple(one for one in found if one)
    if len({one.issuer for one in providers}) < len(providers):
        faults.append("Two of OIDC_PROVIDERS have the same issuer: their people could not be told apart.")
    return providers


def faults_with_providers(providers: Sequence[OidcProvider], *, only: bool) -> Iterator[str]:
    """Yield a sentence for each contradiction in the settings for providers."""
    if only and not providers:
        yield "OIDC_ONLY is on, so OIDC_PROVIDERS must name at least one provider, or nobody could sign in."


def _provider(key: str, environment: Mapping[str, str], faults: list[str]) -> OidcProvider | None:
    given = {part: environment.get(f"OIDC_{key.upper()}_{part}", "").strip() for part in PARTS}
    values: dict[str, Any] = {"NAME": key.capitalize()}
    found: list[str] = []
    for part, read in _READERS.items():
        try:
            if given[part] or part in _NEEDED:
                values[part] = read(given[part])
        except ValueError as problem:
            found.append(f"OIDC_{key.upper()}_{part} {problem}.")
    faults += found
    if found:
        return None
    return OidcProvider(
        key=key,
        name=values["NAME"],
        issuer=values["ISSUER"],
        client_id=values["CLIENT_ID"],
        client_secret=values.get("CLIENT_SECRET") or values.get("CLIENT_SECRET_FILE", ""),
        scopes=values.get("SCOPES", USUAL_SCOPES),
        groups_claim=values.get("GROUPS_CLAIM", "groups"),
        groups=values.get("GROUPS", ()),
        own_addresses=values.get("OWN_ADDRESSES", False),
    )


def issuer(value: str) -> str:
    """Read the address of a provider exactly as it calls itself: a slash at the end makes another one."""
    wish = "must be the provider's issuer, such as https://id.example.org/realms/alumni"
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as problem:
        raise ValueError(wish) from problem
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0 or "@" in parts.netloc:
        raise ValueError(wish)
    if parts.query or parts.fragment or any(char.isspace() for char in value):
        raise ValueError(wish)
    if parts.scheme == "http" and not is_of_this_machine(parts.hostname):
        raise ValueError("must start with https:// (plain http only works on this machine)")
    return value


def groups(value: str) -> tuple[tuple[str, str], ...]:
    """Read `word=Name of a group`, with semicolons between; a word alone is the group's name as well."""
    pairs = [one.partition("=") for one in value.split(";") if one.strip()]
    found = tuple((word.strip(), (name or word).strip()) for word, _equals, name in pairs)
    if not all(word and name for word, name in found):
        raise ValueError("must look like board=Board; c2014=Class of 2014")
    return found


def _name(value: str) -> str:
    name = readers.site_name(value)
    if len(name) > LONGEST_NAME:
        raise ValueError(f"must be a name of at most {LONGEST_NAME} visible characters")
    return name


def _client_id(value: str) -> str:
    if not value:
        raise ValueError("must be the name under which the provider knows this site")
    return value


def _scopes(value: str) -> str:
    scopes = value.split()
    if "openid" not in scopes:
        raise ValueError("must hold openid")
    return " ".join(scopes)


def _from_file(value: str) -> str:
    try:
        return Path(value).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise ValueError("must name a file that can be read, with the secret in it") from problem


# What each provider has, after OIDC_ and its key, and how it is read: OIDC_ALUMNI_ISSUER.
_READERS: dict[str, Reader] = {
    "NAME": _name,
    "ISSUER": issuer,
    "CLIENT_ID": _client_id,
    "CLIENT_SECRET": readers.text,
    "CLIENT_SECRET_FILE": _from_file,
    "SCOPES": _scopes,
    "GROUPS_CLAIM": readers.text,
    "GROUPS": groups,
    "OWN_ADDRESSES": readers.flag,
}
_NEEDED = {"ISSUER", "CLIENT_ID"}
PARTS = tuple(_READERS)
