"""Queries about accounts. Lists are plain rows; what the caller will change is a model instance."""

from intro_app.identity.queries.passkeys import (
    OwnPasskey,
    credential_ids,
    good_passkeys,
    passkey_and_member,
    passkeys_of,
)
from intro_app.identity.queries.people import (
    OpenSession,
    is_nobody_here,
    member_by_mailbox,
    member_by_public_id,
    name_of,
    newest_sign_in,
    session_and_member,
    sessions_of,
    sign_ins_asked,
    stopped_by,
)
from intro_app.identity.queries.staff import OnStaff, is_founding, on_staff, staff_roles

__all__ = [
    "OnStaff",
    "OpenSession",
    "OwnPasskey",
    "credential_ids",
    "good_passkeys",
    "is_founding",
    "is_nobody_here",
    "member_by_mailbox",
    "member_by_public_id",
    "name_of",
    "newest_sign_in",
    "on_staff",
    "passkey_and_member",
    "passkeys_of",
    "session_and_member",
    "sessions_of",
    "sign_ins_asked",
    "staff_roles",
    "stopped_by",
]
