"""Pure rules of signing in with a provider: what its claims prove, and which unfinished sign-ins are kept."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from intro_app.text.contacts import clean_address, deliverable

# Clocks differ: a token counts for so long after its end, and before its beginning.
SKEW = timedelta(seconds=60)
# How long somebody may take at the provider, and how long what it said waits for the second proof.
ATTEMPT_LASTS = timedelta(minutes=15)
PROOF_LASTS = timedelta(minutes=15)
# More would make the cookie larger than browsers store.
MOST_ATTEMPTS = 3
LONGEST_ONWARD = 300
MOST_IDENTITIES = 10
LONGEST_SUBJECT = 255
MOST_GROUPS = 500

BEGIN_ALLOWANCE = "400/hour;2000/day"

# A message that somebody signed out counts for so long after it was written, and once in the time below.
SIGN_OUT_LASTS = timedelta(minutes=2)
SIGN_OUT_ONCE = "1/10 minutes"
_SIGN_OUT_TYPES = {"logout+jwt", "application/logout+jwt"}
_SIGN_OUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


class SignInPurpose(StrEnum):
    """Why somebody is sent to a provider: to enter, to connect it to their account, or to prove it again."""

    ENTER = "enter"
    CONNECT = "connect"
    AGAIN = "again"


@dataclass(frozen=True)
class SignInAttempt:
    """A sign-in that has begun in one browser and has not come back from its provider.

    `member` is the public id of who began it, unless it is to enter. `brought_by` is what a newcomer came by.
    """

    provider: str
    state: str
    nonce: str
    verifier: str
    begun: int
    purpose: str = SignInPurpose.ENTER
    member: str = ""
    onward: str = ""
    brought_by: str = ""
    language: str = ""

    @property
    def begun_at(self) -> datetime:
        """When it began."""
        return datetime.fromtimestamp(self.begun, UTC)


def unfinished(attempts: Sequence[SignInAttempt], at: datetime) -> list[SignInAttempt]:
    """Return the attempts that can still come back, the newest last, at most MOST_ATTEMPTS."""
    recent = [one for one in attempts if one.begun_at - SKEW <= at < one.begun_at + ATTEMPT_LASTS]
    return recent[-MOST_ATTEMPTS:]


def proved_address(claims: Mapping[str, Any], *, own_addresses: bool) -> str:
    """Return the address that these claims prove, as we write it, or "" if there is none we can write to.

    `email_verified` must be the JSON value true: absent, false and the text "false" or "true" prove nothing,
    unless the operator says that the provider gives its people their addresses itself.
    """
    address = claims.get("email")
    if not isinstance(address, str) or not (own_addresses or claims.get("email_verified") is True):
        return ""
    try:
        return deliverable(clean_address(address))
    except ValueError:
        return ""


def claimed_groups(claims: Mapping[str, Any], name: str) -> list[str] | None:
    """Return the groups in a claim, which is a list or one text; None if it is absent or neither.

    Absent is not empty: a provider leaves the claim out when it was not asked for, or holds too many.
    """
    said = claims.get(name)
    if isinstance(said, str):
        return [said] if said else []
    if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
        return None
    return list(dict.fromkeys(said))[:MOST_GROUPS]


def mapped_groups(said: Sequence[str] | None, mapping: Sequence[tuple[str, str]] | None) -> list[str] | None:
    """Return the groups here that were claimed; None if nothing was said, or nobody set where groups lead.

    An empty mapping was set once: it takes back what an earlier one gave.
    """
    if said is None or mapping is None:
        return None
    return [group for word, group in mapping if word in said]


def when_proved(claims: Mapping[str, Any], at: datetime) -> datetime | None:
    """Return when the person last proved to the provider who they are; None where it does not say."""
    said = claims.get("auth_time")
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 < said < 1e11:
        return None
    return min(datetime.fromtimestamp(said, UTC), at)


def may_disconnect(left: int, *, only: bool, has_staff_passkey: bool) -> bool:
    """Return whether an identity may go when `left` remain; where mail opens nothing, not the last one."""
    return left > 0 or not only or has_staff_passkey


def why_no_sign_out(
    header: Mapping[str, Any], claims: Mapping[str, Any], issuer: str, client_id: str, at: datetime
) -> str:
    """Return why a signed token tells this site of no sign-out now, or "".

    OpenID Connect Back-Channel Logout 1.0, 2.6, and stricter: it must say its type, so that no token made for
    something else ends sessions, and it must name a subject, by which we find them.
    """
    rules = _sign_out_rules(header, claims, issuer, client_id, at)
    return next((why for why, holds in rules if not holds), "")


def _sign_out_rules(
    header: Mapping[str, Any], claims: Mapping[str, Any], issuer: str, client_id: str, at: datetime
) -> Iterator[tuple[str, bool]]:
    kind, audience, events = header.get("typ"), claims.get("aud"), claims.get("events")
    event = events.get(_SIGN_OUT_EVENT) if isinstance(events, dict) else None
    yield "it is a token of another type", isinstance(kind, str) and kind.lower() in _SIGN_OUT_TYPES
    yield "it is of another issuer", claims.get("iss") == issuer
    yield "it is for another site", client_id in (audience if isinstance(audience, list) else [audience])
    yield "it tells of another event", isinstance(event, dict)
    yield "it has a nonce", "nonce" not in claims
    yield "it is about nobody", _is_short_text(claims.get("sub"), LONGEST_SUBJECT)
    yield "it has no id", _is_short_text(claims.get("jti"), LONGEST_SUBJECT)
    yield "it is not of now", _is_of_now(claims.get("iat"), claims.get("exp"), at)


def _is_of_now(written: object, ends: object, at: datetime) -> bool:
    """Whether it was written within SIGN_OUT_LASTS and has not ended; clocks may differ by SKEW."""
    now, skew = at.timestamp(), SKEW.total_seconds()
    oldest = now - SIGN_OUT_LASTS.total_seconds() - skew
    return oldest <= _number(written) <= now + skew and now <= _number(ends) + skew


def _number(value: object) -> float:
    """Return a number; for anything else one that compares as false with all."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else math.nan


def _is_short_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest
