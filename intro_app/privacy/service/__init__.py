"""The use cases of privacy; each function is one transaction, unless it says otherwise."""

from intro_app.privacy.service.leaving import Wishes, WrongLeaveCode, ask_to_leave, close_now, leave
from intro_app.privacy.service.remembering import forget_former, remember_former
from intro_app.privacy.service.resting import erase_rest

CHORES = (erase_rest,)
IN_NO_HURRY = (forget_former,)

__all__ = [
    "CHORES",
    "IN_NO_HURRY",
    "Wishes",
    "WrongLeaveCode",
    "ask_to_leave",
    "close_now",
    "erase_rest",
    "forget_former",
    "leave",
    "remember_former",
]
