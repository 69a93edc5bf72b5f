"""The use cases between members: acquaintances, blocks, profile snapshots."""

from intro_app.people.service.acquaintances import (
    answer,
    end,
    forget_questions,
    know_by_address,
    say_i_know,
    show,
)
from intro_app.people.service.blocking import block, block_link, pair_of, unblock
from intro_app.people.service.profile_snapshots import drop_snapshot, hide_changes, kept_among, take_snapshot

__all__ = [
    "answer",
    "block",
    "block_link",
    "drop_snapshot",
    "end",
    "forget_questions",
    "hide_changes",
    "kept_among",
    "know_by_address",
    "pair_of",
    "say_i_know",
    "show",
    "take_snapshot",
    "unblock",
]
