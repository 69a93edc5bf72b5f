"""The use cases of trust, each one transaction: record or reverse events, freeze or thaw new asks."""

from intro_app.trust.service.founding import FounderRefused, vouch_for_founder
from intro_app.trust.service.freezing import freeze, thaw
from intro_app.trust.service.periodic import CHORES
from intro_app.trust.service.recomputing import Recomputed, recompute
from intro_app.trust.service.recording import record, reverse

__all__ = [
    "CHORES",
    "FounderRefused",
    "Recomputed",
    "freeze",
    "recompute",
    "record",
    "reverse",
    "thaw",
    "vouch_for_founder",
]
