"""Database triggers that make the ledger append-only, whatever the code does."""

from intro_app.db.triggers import Rule, refuse
from intro_app.trust.models import TrustEvent

_KEPT = "what stands in the ledger of trust is never changed"
_STAYS = "what stands in the ledger of trust is never taken out"
RULES = (
    Rule("trust_event_is_kept", "UPDATE", "trust_event", _KEPT),
    Rule("trust_event_stays", "DELETE", "trust_event", _STAYS),
)

refuse(RULES, after=TrustEvent.__tablename__)
