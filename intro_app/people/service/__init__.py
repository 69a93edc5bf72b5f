"""What people do about each other: say whom they know, block, ask and wait."""

from intro_app.people.service.acquaintances import (
    answer,
    end,
    forget_questions,
    know_by_address,
    say_i_know,
    show,
)
from intro_app.people.service.blocking import block, block_link, pair_of, unblock
from intro_app.people.service.glimpses import keep_from_sight, keep_in_sight, let_out_of_sight

__all__ = [
    "answer",
    "block",
    "block_link",
    "end",
    "forget_questions",
    "keep_from_sight",
    "keep_in_sight",
    "know_by_address",
    "let_out_of_sight",
    "pair_of",
    "say_i_know",
    "show",
    "unblock",
]
