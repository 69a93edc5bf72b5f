"""Use cases of follow-ups, and the worker's periodic jobs. Each function is one transaction."""

from intro_app.followups.service.answering import answer
from intro_app.followups.service.parting import acknowledge, ask_to_delete
from intro_app.followups.service.periodic import CHORES, ask_due, conclude_due, remind_due
from intro_app.followups.service.slots import choose_slot, offer_slots, slots_of, withdraw_slots
from intro_app.followups.service.thanking import report_link, thank, thank_for_answer

__all__ = [
    "CHORES",
    "acknowledge",
    "answer",
    "ask_due",
    "ask_to_delete",
    "choose_slot",
    "conclude_due",
    "offer_slots",
    "remind_due",
    "report_link",
    "slots_of",
    "thank",
    "thank_for_answer",
    "withdraw_slots",
]
