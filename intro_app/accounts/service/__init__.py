"""What people do about themselves and each other: come in, describe themselves, know, block, stop mail."""

from intro_app.accounts.service.passkeys import (
    add_passkey,
    ask_to_add_passkey,
    ask_to_sign_in_by_passkey,
    forget_passkeys,
    remove_passkey,
    sign_in_by_passkey,
)
from intro_app.accounts.service.profile import DoorWishes, Profile, describe_yourself, new_detail_in, set_door
from intro_app.accounts.service.sessions import (
    Browser,
    end_other_sessions,
    end_session,
    forget_ended,
    open_session,
    sign_out,
)
from intro_app.accounts.service.signing_in import (
    Entered,
    JoinFirst,
    WrongCode,
    ask_to_sign_in,
    join,
    join_by_link,
    send_anew,
    sign_in_by_code,
    sign_in_by_link,
    sign_in_of,
)
from intro_app.accounts.service.staff import grant, revoke
from intro_app.accounts.service.stopping import language_of, levels, message_of, stop, take_mail_again

__all__ = [
    "Browser",
    "DoorWishes",
    "Entered",
    "JoinFirst",
    "Profile",
    "WrongCode",
    "add_passkey",
    "ask_to_add_passkey",
    "ask_to_sign_in",
    "ask_to_sign_in_by_passkey",
    "describe_yourself",
    "end_other_sessions",
    "end_session",
    "forget_ended",
    "forget_passkeys",
    "grant",
    "join",
    "join_by_link",
    "language_of",
    "levels",
    "message_of",
    "new_detail_in",
    "open_session",
    "remove_passkey",
    "revoke",
    "send_anew",
    "set_door",
    "sign_in_by_code",
    "sign_in_by_link",
    "sign_in_by_passkey",
    "sign_in_of",
    "sign_out",
    "stop",
    "take_mail_again",
]
