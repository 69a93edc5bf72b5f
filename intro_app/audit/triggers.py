"""Triggers that refuse to change or delete audit lines, or to insert one anywhere but at the end.

The last rule is needed because `INSERT OR REPLACE` on SQLite deletes rows without firing DELETE triggers.
"""

from intro_app.audit.models import AuditEntry, AuditReason
from intro_app.db.triggers import Rule, refuse

_KEPT = "what was audited is kept as it was written"
_NO_CONTINUATION = (
    "NEW.id <> COALESCE((SELECT MAX(id) FROM audit_entry), 0) + 1"
    " OR NEW.previous <> COALESCE((SELECT hash FROM audit_entry WHERE id = NEW.id - 1), NEW.previous)"
)
RULES = (
    Rule("audit_is_not_changed", "UPDATE", "audit_entry", _KEPT),
    Rule("audit_is_not_deleted", "DELETE", "audit_entry", _KEPT),
    Rule("audit_is_not_emptied", "TRUNCATE", "audit_entry", _KEPT),
    Rule(
        "audit_is_continued",
        "INSERT",
        "audit_entry",
        "a line is added at the end of the chain",
        _NO_CONTINUATION,
    ),
)
# A reason is erased whole, never changed.
REASON_RULES = (Rule("audit_reason_is_not_changed", "UPDATE", "audit_reason", _KEPT),)

refuse(RULES, after=AuditEntry.__tablename__)
refuse(REASON_RULES, after=AuditReason.__tablename__)
