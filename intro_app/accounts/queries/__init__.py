"""What is asked about people; lists come as rows, a thing that is to change as itself."""

from intro_app.accounts.queries.people import (
    OpenSession,
    has_left,
    member_by_mailbox,
    member_by_public_id,
    newest_sign_in,
    session_and_member,
    sessions_of,
    sign_ins_asked,
    take_turn,
)
from intro_app.accounts.queries.ties import (
    Blocked,
    Known,
    Proposed,
    acquaintance_between,
    acquaintances_of,
    blocked_by,
    is_blocked,
    is_blocked_as_connector,
    know_each_other,
    proposed_by,
    proposed_to,
)

__all__ = [
    "Blocked",
    "Known",
    "OpenSession",
    "Proposed",
    "acquaintance_between",
    "acquaintances_of",
    "blocked_by",
    "has_left",
    "is_blocked",
    "is_blocked_as_connector",
    "know_each_other",
    "member_by_mailbox",
    "member_by_public_id",
    "newest_sign_in",
    "proposed_by",
    "proposed_to",
    "session_and_member",
    "sessions_of",
    "sign_ins_asked",
    "take_turn",
]
