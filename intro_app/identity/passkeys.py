"""Wraps the WebAuthn library: builds options for the browser and verifies its responses."""

import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from intro_app.config import settings
from intro_app.errors import DomainError
from intro_app.identity.models.passkeys import ANSWER_WITHIN
from intro_app.wording import N_

_TIME = int(ANSWER_WITHIN.total_seconds() * 1000)


class PasskeyRefused(DomainError):
    """The response does not match this site, this challenge or this passkey."""

    def __init__(self) -> None:
        super().__init__(N_("This passkey didn’t work. Try again, or sign in by e-mail."))


@dataclass(frozen=True)
class NewKey:
    """A passkey that a device has just created."""

    credential_id: str
    public_key: bytes
    sign_count: int


@dataclass(frozen=True)
class PasskeyResponse:
    """A browser's WebAuthn response, parsed but not yet verified."""

    text: str
    challenge: str
    credential_id: str
    user_handle: str

    @classmethod
    def read(cls, text: str) -> "PasskeyResponse":
        """Parse the browser's JSON. Raises PasskeyRefused when it is malformed."""
        try:
            given = json.loads(text)
            said = json.loads(_bytes(given["response"]["clientDataJSON"]))
            handle = _bytes(given["response"].get("userHandle") or "").decode()
            return cls(text, str(said["challenge"]), str(given["id"]), handle)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
            raise PasskeyRefused from problem


def site_name_of_passkeys() -> str:
    """Return the relying party id (the host of BASE_URL), or "" for an IP address, which WebAuthn refuses."""
    host = urlsplit(settings().base_url).hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return host
    return ""


def to_make(challenge: str, handle: str, address: str, name: str, known: Iterable[str]) -> str:
    """Return the JSON options for creating a passkey.

    `handle` is the member's public id. `known` are the credential ids of the member's existing passkeys,
    which the device must not create again.
    """
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers import structs

    how = structs.AuthenticatorSelectionCriteria(
        resident_key=structs.ResidentKeyRequirement.REQUIRED,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    options = generate_registration_options(
        rp_id=site_name_of_passkeys(),
        rp_name=settings().site_name,
        user_id=handle.encode(),
        user_name=address,
        user_display_name=name,
        challenge=_bytes(challenge),
        timeout=_TIME,
        authenticator_selection=how,
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=_bytes(each)) for each in known],
    )
    return options_to_json(options)


def to_use(challenge: str) -> str:
    """Return the JSON options for signing in with any passkey of this site."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=site_name_of_passkeys(),
        challenge=_bytes(challenge),
        timeout=_TIME,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def made(answer: PasskeyResponse) -> NewKey:
    """Verify a response to `to_make()` and return the new passkey. Raises PasskeyRefused."""
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url

    found = _verified(verify_registration_response, answer)
    return NewKey(bytes_to_base64url(found.credential_id), found.credential_public_key, found.sign_count)


def used(answer: PasskeyResponse, public_key: bytes, handle: str) -> int:
    """Verify a response to `to_use()` and return the passkey's new counter.

    Raises PasskeyRefused when the response is invalid or its user handle is not `handle`.
    """
    from webauthn import verify_authentication_response

    if answer.user_handle and not hmac.compare_digest(answer.user_handle.encode(), handle.encode()):
        raise PasskeyRefused
    # The caller compares the counter, because it has to record a counter that ran backwards.
    known: dict[str, Any] = {"credential_public_key": public_key, "credential_current_sign_count": 0}
    return int(_verified(verify_authentication_response, answer, **known).new_sign_count)


def _verified(verify: Any, answer: PasskeyResponse, **known: Any) -> Any:
    try:
        return verify(
            credential=answer.text,
            expected_challenge=_bytes(answer.challenge),  # the caller has matched it to a stored hash
            expected_rp_id=site_name_of_passkeys(),
            expected_origin=settings().base_url,
            require_user_verification=True,
            **known,
        )
    except Exception as problem:  # untrusted bytes make the parsers raise almost anything
        raise PasskeyRefused from problem


def _bytes(text: str) -> bytes:
    from webauthn.helpers import base64url_to_bytes

    return base64url_to_bytes(text)
