"""Wraps the OpenID Connect libraries: where to send a browser, and what a provider says of who came back."""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

from intro_app.config import settings
from intro_app.config.providers import OidcProvider
from intro_app.joining.openid import discovery
from intro_app.joining.openid.fetching import FetchedAnswer, ProviderAway, fetch
from intro_app.joining.openid.policy import (
    LONGEST_SUBJECT,
    SKEW,
    SignInAttempt,
    SignInPurpose,
    claimed_groups,
    mapped_groups,
    proved_address,
    when_proved,
    why_no_sign_out,
)
from intro_app.joining.provider_groups.queries import groups_wanted

# A provider asks again who has not proved for so many seconds who they are; and it then says when they did.
_USUAL_AGE = str(30 * 24 * 3600)


class SignInRefused(Exception):
    """What came back does not prove who somebody is; `why` is for the log and names no person."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class ClaimedIdentity:
    """Who came back, as a provider says.

    `address` is "" unless it is proved, `groups` None if nothing was said of them.
    """

    provider: OidcProvider
    subject: str
    address: str
    name: str
    groups: list[str] | None
    proved_at: datetime | None


def come_back_to(provider: OidcProvider) -> str:
    """Return the address to which this provider sends people back, by which it knows this site."""
    return f"{settings().base_url}/sign-in/with/{provider.key}/back"


def told_of_sign_outs_at(provider: OidcProvider) -> str:
    """Return the address at which this provider can tell that somebody signed out."""
    return f"{settings().base_url}/sign-in/with/{provider.key}/signed-out"


def send_to(provider: OidcProvider, attempt: SignInAttempt) -> str:
    """Return where to send the browser. Raises ProviderAway."""
    metadata = discovery.metadata_of(provider)
    address, _state = _client(provider, metadata).create_authorization_url(
        metadata.authorization_endpoint,
        state=attempt.state,
        code_verifier=attempt.verifier,
        nonce=attempt.nonce,
        max_age="0" if attempt.purpose == SignInPurpose.AGAIN else _USUAL_AGE,
    )
    return str(address)


def identify(
    provider: OidcProvider, attempt: SignInAttempt, code: str, issuer: str, at: datetime
) -> ClaimedIdentity:
    """Redeem a code and return who came back. Raises SignInRefused and ProviderAway.

    `issuer` is what the answer says about who sent it, or "".
    """
    metadata = discovery.metadata_of(provider)
    if issuer != provider.issuer and (issuer or metadata.names_itself):
        raise SignInRefused("the answer names another issuer, or none")
    tokens = _redeem(provider, metadata, attempt, code)
    claims = verified(provider, str(tokens.get("id_token") or ""), attempt.nonce, at, _access_token(tokens))
    if attempt.purpose == SignInPurpose.AGAIN:
        _ensure_proved_since(claims, attempt, at)
    wanted = groups_wanted(provider)
    more = _more_about(provider, metadata, claims, _access_token(tokens), asks_for_groups=wanted is not None)
    said = claims if "email" in claims else more
    groups = claims if provider.groups_claim in claims else more
    return ClaimedIdentity(
        provider=provider,
        subject=str(claims["sub"]),
        address=proved_address(said, own_addresses=provider.own_addresses),
        name=str(claims.get("name") or more.get("name") or "")[:200],
        groups=mapped_groups(claimed_groups(groups, provider.groups_claim), wanted),
        proved_at=when_proved(claims, at),
    )


def verified(
    provider: OidcProvider, token: str, nonce: str, at: datetime, access_token: str = ""
) -> dict[str, Any]:
    """Return the claims of an ID token that is signed by this provider, for this site and this sign-in.

    Raises SignInRefused, and ProviderAway if its keys cannot be had.
    """
    from authlib.oidc.core import CodeIDToken

    with _refusing_what_is_broken():
        header, said = _signed_by(provider, token)
        claims = CodeIDToken(
            said,
            header,
            {"iss": {"essential": True, "value": provider.issuer}, "aud": {"essential": True}},
            {"client_id": provider.client_id, "nonce": nonce, "access_token": access_token},
        )
        claims.validate(now=int(at.timestamp()), leeway=int(SKEW.total_seconds()))
    _ensure_ours(claims, provider)
    return dict(claims)


def signed_out(provider: OidcProvider, token: str, at: datetime) -> tuple[str, str]:
    """Return the subject of a logout token of this provider, and the token's id, which counts once.

    Raises SignInRefused and ProviderAway.
    """
    with _refusing_what_is_broken():
        header, claims = _signed_by(provider, token)
        if why := why_no_sign_out(header, claims, provider.issuer, provider.client_id, at):
            raise SignInRefused(why)
        return claims["sub"], claims["jti"]


@contextmanager
def _refusing_what_is_broken() -> Iterator[None]:
    """Turn what the libraries raise for a token that is no proof into SignInRefused."""
    from joserfc.errors import JoseError

    try:
        yield
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as problem:
        raise SignInRefused(f"the token: {type(problem).__name__}") from problem


def _signed_by(provider: OidcProvider, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the header and the claims of a token that this provider has signed.

    Raises SignInRefused, errors of joserfc, and ProviderAway if the keys cannot be had.
    """
    from joserfc import jws, jwt

    header = jws.extract_compact(token.encode()).headers()
    key = _key_for(header, discovery.keys_of(provider, str(header.get("kid") or "")))
    decoded = jwt.decode(token, key, algorithms=list(discovery.ALGORITHMS))
    return decoded.header, decoded.claims


def _ensure_ours(claims: Mapping[str, Any], provider: OidcProvider) -> None:
    """Raise SignInRefused unless the token is for this site alone, and says who it is about."""
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if provider.client_id not in audience:
        raise SignInRefused("the token is for another site")
    if len(audience) > 1 and claims.get("azp") != provider.client_id:
        raise SignInRefused("the token is for several sites")
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise SignInRefused("the token is about nobody")


def _ensure_proved_since(claims: Mapping[str, Any], attempt: SignInAttempt, at: datetime) -> None:
    """Raise SignInRefused unless the person proved who they are after this attempt had begun."""
    proved_at = when_proved(claims, at)
    if proved_at is None or proved_at < attempt.begun_at - SKEW:
        raise SignInRefused("the provider did not ask again")


def _key_for(header: Mapping[str, Any], keys: Sequence[Mapping[str, Any]]) -> Any:
    """Return the key that a token names. Raises SignInRefused if there is no such key, or none is named.

    A token may leave the name out where the provider has one key of its kind.
    """
    from joserfc.jwk import JWKRegistry

    kind = {"RS256": "RSA", "ES256": "EC"}.get(str(header.get("alg")))
    named = header.get("kid")
    fitting = [
        key
        for key in keys
        if key.get("kty") == kind
        and key.get("alg", header.get("alg")) == header.get("alg")
        and (named is None or key.get("kid") == named)
    ]
    if len(fitting) != 1:
        raise SignInRefused("no key for the token")
    return JWKRegistry.import_key(dict(fitting[0]))


def _redeem(
    provider: OidcProvider, metadata: discovery.ProviderMetadata, attempt: SignInAttempt, code: str
) -> dict[str, Any]:
    """Return the tokens for a code. Raises SignInRefused if the provider does not take it."""
    from authlib.oauth2 import OAuth2Error

    try:
        tokens = _client(provider, metadata).fetch_token(
            metadata.token_endpoint,
            grant_type="authorization_code",
            code=code,
            code_verifier=attempt.verifier,
        )
    except OAuth2Error as problem:
        if str(problem.error) == "invalid_client":
            raise ProviderAway("it does not know this site: check CLIENT_ID and CLIENT_SECRET") from problem
        raise SignInRefused(f"the code: {str(problem.error)[:60]!r}") from problem
    except (ValueError, KeyError, TypeError) as problem:
        raise ProviderAway("asked for tokens, it answers with something else") from problem
    return dict(tokens)


def _more_about(
    provider: OidcProvider,
    metadata: discovery.ProviderMetadata,
    claims: Mapping[str, Any],
    token: str,
    *,
    asks_for_groups: bool,
) -> dict[str, Any]:
    """Return what the provider says when it is asked about the person, if its token does not say all."""
    says_all = "email" in claims and (not asks_for_groups or provider.groups_claim in claims)
    if says_all or not metadata.userinfo_endpoint or not token:
        return {}
    answer = fetch(metadata.userinfo_endpoint, headers={"Authorization": f"Bearer {token}"})
    said = discovery.read_object(answer, "the person")
    if said.get("sub") != claims["sub"]:
        raise SignInRefused("asked about one person, it tells of another")
    return said


def _access_token(tokens: Mapping[str, Any]) -> str:
    token = tokens.get("access_token")
    return token if isinstance(token, str) and token.isascii() and token.isprintable() else ""


def _client(provider: OidcProvider, metadata: discovery.ProviderMetadata) -> Any:
    from authlib.oauth2.client import OAuth2Client

    way = "client_secret_post" if metadata.sends_secret_in_form else "client_secret_basic"
    client = OAuth2Client(
        _OneDoor(),
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        token_endpoint_auth_method=way if provider.client_secret else "none",
        scope=provider.scopes,
        redirect_uri=come_back_to(provider),
        code_challenge_method="S256",
    )
    client.register_client_auth_method(("client_secret_basic", _by_header))
    return client


def _by_header(client: Any, _method: str, uri: str, headers: dict[str, str], body: str) -> Any:
    """Say who we are as RFC 6749 has it: Authlib leaves out that both parts are encoded first."""
    both = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
    return uri, {**headers, "Authorization": f"Basic {b64encode(both.encode()).decode()}"}, body


class _OneDoor:
    """What Authlib asks with: everything goes through fetch()."""

    def post(self, url: str, *, data: Mapping[str, str], headers: Mapping[str, str], auth: Any) -> Any:
        """Post a form."""
        from authlib.common.urls import url_encode

        url, headers, body = auth.prepare("POST", url, dict(headers), url_encode(list(data.items())))
        return _TokenAnswer(fetch(url, data=body.encode(), headers=dict(headers)))


class _TokenAnswer:
    """An answer as Authlib reads it."""

    def __init__(self, answer: FetchedAnswer) -> None:
        self.status_code, self._body = answer

    def json(self) -> Any:
        """Return what the body says. Raises ValueError."""
        return json.loads(self._body)

    def raise_for_status(self) -> None:
        """Raise ProviderAway for an answer that is none."""
        if self.status_code >= 400:
            raise ProviderAway(f"asked for tokens, it answers with status {self.status_code}")
