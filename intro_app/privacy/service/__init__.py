"""The use cases of privacy; each function is one transaction, unless it says otherwise."""

from intro_app.privacy.service.exporting import ask_for_archive, fetch, forget_archives, make_archives
from intro_app.privacy.service.leaving import (
    Wishes,
    WrongLeaveCode,
    ask_to_leave,
    close_now,
    leave,
    leave_by_link,
)
from intro_app.privacy.service.remembering import forget_former, forget_reasons, remember_former
from intro_app.privacy.service.resting import erase_rest

CHORES = (erase_rest, make_archives)
IN_NO_HURRY = (forget_former, forget_reasons, forget_archives)

__all__ = [
    "CHORES",
    "IN_NO_HURRY",
    "Wishes",
    "WrongLeaveCode",
    "ask_for_archive",
    "ask_to_leave",
    "close_now",
    "erase_rest",
    "fetch",
    "forget_archives",
    "forget_former",
    "forget_reasons",
    "leave",
    "leave_by_link",
    "make_archives",
    "remember_former",
]
