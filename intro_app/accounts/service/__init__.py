"""What people do about themselves and each other: come in, describe themselves, know, block, stop mail."""

from intro_app.accounts.service.acquaintances import answer, end, know_by_address, say_i_know, show
from intro_app.accounts.service.blocking import block, block_link, pair_of, unblock
from intro_app.accounts.service.glimpses import keep_in_sight, let_out_of_sight
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
    "answer",
    "ask_to_add_passkey",
    "ask_to_sign_in",
    "ask_to_sign_in_by_passkey",
    "block",
    "block_link",
    "describe_yourself",
    "end",
    "end_other_sessions",
    "end_session",
    "forget_ended",
    "forget_passkeys",
    "grant",
    "join",
    "join_by_link",
    "keep_in_sight",
    "know_by_address",
    "language_of",
    "let_out_of_sight",
    "levels",
    "message_of",
    "new_detail_in",
    "open_session",
    "pair_of",
    "remove_passkey",
    "revoke",
    "say_i_know",
    "send_anew",
    "set_door",
    "show",
    "sign_in_by_code",
    "sign_in_by_link",
    "sign_in_by_passkey",
    "sign_in_of",
    "sign_out",
    "stop",
    "take_mail_again",
    "unblock",
]
