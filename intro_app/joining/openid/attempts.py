"""Keep unfinished sign-ins in the browser that began them, signed: nobody else can finish them."""

import secrets
from collections.abc import Sequence
from dataclasses import astuple, fields
from datetime import datetime

from intro_app import links
from intro_app.joining.openid.policy import LONGEST_ONWARD, SignInAttempt, SignInPurpose, unfinished

_SEAL = "openid"
_PARTS = len(fields(SignInAttempt))


def new_attempt(
    provider: str,
    purpose: SignInPurpose,
    at: datetime,
    *,
    member: str = "",
    onward: str = "",
    brought_by: str = "",
    language: str = "",
) -> SignInAttempt:
    """Return a new attempt, with secrets that nobody can guess."""
    return SignInAttempt(
        provider=provider,
        state=secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
        begun=int(at.timestamp()),
        purpose=purpose.value,
        member=member,
        onward=onward if len(onward) <= LONGEST_ONWARD else "",
        brought_by=brought_by,
        language=language,
    )


def sealed(attempts: Sequence[SignInAttempt], at: datetime) -> str:
    """Return the attempts that can still come back, signed for a cookie."""
    return links.seal(_SEAL, [list(astuple(one)) for one in unfinished(attempts, at)])


def unsealed(text: str, at: datetime) -> list[SignInAttempt]:
    """Return the attempts of a cookie that can still come back; none if this site has not signed it."""
    values = links.unseal(_SEAL, text) or []
    read = [SignInAttempt(*parts) for parts in values if isinstance(parts, list) and len(parts) == _PARTS]
    return unfinished(read, at)
