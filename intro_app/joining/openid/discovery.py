"""What a provider says of itself: its addresses and its keys, asked when somebody first needs them."""

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flask import current_app

from intro_app.config.providers import OidcProvider
from intro_app.joining.openid.fetching import FetchedAnswer, ProviderAway, fetch, is_safe

# Never `none`, and no HS256, whose key both sides would know.
ALGORITHMS = ("RS256", "ES256")
_FRESH_FOR = 3600.0
# A provider that was away is not asked again for so long, so that people do not wait for it one by one.
_AWAY_FOR = 15.0
# Keys are asked for anew because of an unknown one at most once in so long.
_KEYS_AGAIN_AFTER = 30.0
CACHE = "joining.openid.providers"


class ProviderMetadata(NamedTuple):
    """The part of a provider's description that this site uses."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    end_session_endpoint: str
    sends_secret_in_form: bool
    names_itself: bool
    tells_of_sign_outs: bool


@dataclass
class _KnownProvider:
    """What one process knows of one provider."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    metadata: ProviderMetadata | None = None
    keys: tuple[Mapping[str, Any], ...] = ()
    read_at: float = 0.0
    keys_at: float = 0.0
    away: str = ""
    away_since: float = 0.0


def metadata_of(provider: OidcProvider) -> ProviderMetadata:
    """Return the description of a provider, at most an hour old. Raises ProviderAway."""
    return _up_to_date(provider)[0]


def keys_of(provider: OidcProvider, wanted: str) -> tuple[Mapping[str, Any], ...]:
    """Return the provider's public keys; asked for anew, once, if none has the wanted id.

    Raises ProviderAway.
    """
    metadata, keys = _up_to_date(provider)
    if not wanted or any(key.get("kid") == wanted for key in keys):
        return keys
    known = _known(provider)
    with known.lock:
        if time.monotonic() > known.keys_at + _KEYS_AGAIN_AFTER or known.keys_at == known.read_at:
            known.keys, known.keys_at = read_keys(fetch(metadata.jwks_uri)), time.monotonic()
        return known.keys


def discover(provider: OidcProvider) -> ProviderMetadata:
    """Ask a provider what it says of itself. Raises ProviderAway, whose `why` tells what is wrong."""
    answer = fetch(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    return read_metadata(answer, provider)


def read_metadata(answer: FetchedAnswer, provider: OidcProvider) -> ProviderMetadata:
    """Read a description. Raises ProviderAway unless it is this provider's and it can do what is needed."""
    said = _object(answer, "its description")
    if said.get("issuer") != provider.issuer:
        raise ProviderAway(f"it calls itself {said.get('issuer')!r}, not {provider.issuer!r}")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(said.get(name), str) or not is_safe(said[name]):
            raise ProviderAway(f"its {name} is missing, or is not https")
    if not set(_texts(said, "id_token_signing_alg_values_supported") or ALGORITHMS) & set(ALGORITHMS):
        raise ProviderAway(f"it signs with none of {', '.join(ALGORITHMS)}")
    if "S256" not in (_texts(said, "code_challenge_methods_supported") or ("S256",)):
        raise ProviderAway("it knows no PKCE with S256")
    methods = _texts(said, "token_endpoint_auth_methods_supported")
    return ProviderMetadata(
        authorization_endpoint=said["authorization_endpoint"],
        token_endpoint=said["token_endpoint"],
        jwks_uri=said["jwks_uri"],
        userinfo_endpoint=_address(said, "userinfo_endpoint"),
        end_session_endpoint=_address(said, "end_session_endpoint"),
        sends_secret_in_form="client_secret_post" in methods and "client_secret_basic" not in methods,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        tells_of_sign_outs=said.get("backchannel_logout_supported") is True,
    )


def read_keys(answer: FetchedAnswer) -> tuple[Mapping[str, Any], ...]:
    """Read a set of public keys, without those that sign nothing here. Raises ProviderAway."""
    found = _object(answer, "its keys").get("keys")
    keys = [key for key in found if isinstance(key, dict)] if isinstance(found, list) else []
    usable = [key for key in keys if key.get("kty") in {"RSA", "EC"} and key.get("use", "sig") == "sig"]
    if not usable:
        raise ProviderAway("it shows no key that signs")
    return tuple(usable)


def read_object(answer: FetchedAnswer, what: str) -> dict[str, Any]:
    """Return the JSON object of an answer with status 200. Raises ProviderAway."""
    return _object(answer, what)


def _up_to_date(provider: OidcProvider) -> tuple[ProviderMetadata, tuple[Mapping[str, Any], ...]]:
    known = _known(provider)
    with known.lock:
        now = time.monotonic()
        if known.metadata is not None and now < known.read_at + _FRESH_FOR:
            return known.metadata, known.keys
        if known.away and now < known.away_since + _AWAY_FOR:
            raise ProviderAway(known.away)
        try:
            metadata = discover(provider)
            keys = read_keys(fetch(metadata.jwks_uri))
        except ProviderAway as problem:
            known.away, known.away_since = problem.why, time.monotonic()
            raise
        known.metadata, known.keys, known.away = metadata, keys, ""
        known.read_at = known.keys_at = time.monotonic()
        return metadata, keys


def _known(provider: OidcProvider) -> _KnownProvider:
    cache: dict[str, _KnownProvider] = current_app.extensions.setdefault(CACHE, {})
    return cache.setdefault(provider.issuer, _KnownProvider())


def _object(answer: FetchedAnswer, what: str) -> dict[str, Any]:
    if answer.status != 200:
        raise ProviderAway(f"asked for {what}, it answers with status {answer.status}")
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError) as problem:
        raise ProviderAway(f"asked for {what}, it answers with something else than JSON") from problem
    if not isinstance(said, dict):
        raise ProviderAway(f"asked for {what}, it answers with something else than an object")
    return said


def _address(said: Mapping[str, Any], name: str) -> str:
    """Return an address that a provider need not have, or ""."""
    value = said.get(name)
    return value if isinstance(value, str) and is_safe(value) else ""


def _texts(said: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = said.get(name)
    return tuple(str(one) for one in values) if isinstance(values, list) else ()
