"""What people do with introductions; each function is one use case and one transaction."""

from intro_app.introductions.service.answering import (
    GuestSaid,
    Told,
    agree_to_connect,
    decline,
    guest_says_yes,
    prove_and_say_yes,
    say_yes,
    tell_them,
    wrong_person,
)
from intro_app.introductions.service.asking import (
    Offer,
    Request,
    door_sign,
    offer_introduction,
    offer_sign,
    request_introduction,
)
from intro_app.introductions.service.drafts import (
    TooLong,
    Written,
    discard_draft,
    forget_drafts,
    keep_draft,
    write_again,
)
from intro_app.introductions.service.holding import release_held, return_held, will_be_read
from intro_app.introductions.service.leaving import block_from_ask, never_again, take_back, undo, withdraw
from intro_app.introductions.service.passing_on import GuestNamed, Recipient, ensure_writes_for
from intro_app.introductions.service.periodic import (
    close_due,
    forget_guests,
    lapse_due,
    part_blocked,
    release_agreed,
    remind_due,
)

__all__ = [
    "GuestNamed",
    "GuestSaid",
    "Offer",
    "Recipient",
    "Request",
    "Told",
    "TooLong",
    "Written",
    "agree_to_connect",
    "block_from_ask",
    "close_due",
    "decline",
    "discard_draft",
    "door_sign",
    "ensure_writes_for",
    "forget_drafts",
    "forget_guests",
    "guest_says_yes",
    "keep_draft",
    "lapse_due",
    "never_again",
    "offer_introduction",
    "offer_sign",
    "part_blocked",
    "prove_and_say_yes",
    "release_agreed",
    "release_held",
    "remind_due",
    "request_introduction",
    "return_held",
    "say_yes",
    "take_back",
    "tell_them",
    "undo",
    "will_be_read",
    "withdraw",
    "write_again",
    "wrong_person",
]
