"""Rules that the database itself enforces, whatever the code believes.

No introduction becomes `connected` without a consent of each party (and of the connector, if there is one)
that is not taken back and is for its present text. An ended introduction stays ended. A text stays as it was
sent, until it is erased because its author left; it may be sealed with another key. A consent can be taken
back but never changed.
"""

from intro_app.db.triggers import Rule, refuse
from intro_app.introductions.models import Consent


def _lacks(role: str) -> str:
    standing = "c.introduction_id = NEW.id AND c.text_hash = NEW.text_hash AND c.taken_back_at IS NULL"
    return f"NOT EXISTS (SELECT 1 FROM consent c WHERE {standing} AND c.role = '{role}')"  # noqa: S608 - our own words


_LACKS_ONE = (
    f"{_lacks('first')} OR {_lacks('second')} OR (NEW.connector_id IS NOT NULL AND {_lacks('connector')})"
)
_CONSENT_CHANGED = (
    "NEW.text_hash <> OLD.text_hash OR NEW.seen_hash <> OLD.seen_hash OR NEW.role <> OLD.role"
    " OR NEW.introduction_id <> OLD.introduction_id OR NEW.given_at <> OLD.given_at"
    " OR CAST(NEW.shares AS TEXT) <> CAST(OLD.shares AS TEXT)"
    " OR (OLD.taken_back_at IS NOT NULL AND NEW.taken_back_at IS NULL)"
)
# Words are erased once, when nobody waits any more, because their author has left; the hash stays. And a text
# may be sealed with another key: the first 13 characters of a sealed one name its key.
_TEXT_CHANGED = (
    "NEW.text_hash <> OLD.text_hash OR (CAST(NEW.text AS TEXT) <> CAST(OLD.text AS TEXT)"
    " AND (OLD.text_erased_at IS NOT NULL OR NEW.text_erased_at IS NULL OR NEW.wound_up_at IS NULL)"
    " AND (SUBSTR(CAST(NEW.text AS TEXT), 1, 4) <> '\"m1.'"
    " OR SUBSTR(CAST(NEW.text AS TEXT), 1, 13) = SUBSTR(CAST(OLD.text AS TEXT), 1, 13)))"
)
RULES = (
    Rule(
        "introduction_needs_every_consent",
        "UPDATE",
        "introduction",
        "no introduction is connected without the consent of everyone named",
        f"NEW.state = 'connected' AND OLD.state <> 'connected' AND ({_LACKS_ONE})",
    ),
    Rule(
        "introduction_is_asked_first",
        "INSERT",
        "introduction",
        "an introduction is asked first and connected later",
        "NEW.state = 'connected'",
    ),
    Rule(
        "introduction_stays_ended",
        "UPDATE",
        "introduction",
        "an introduction that has ended stays as it ended",
        "OLD.state IN ('connected', 'closed') AND NEW.state <> OLD.state",
    ),
    Rule(
        "introduction_keeps_its_text",
        "UPDATE",
        "introduction",
        "the text of an introduction is fixed when it is sent",
        _TEXT_CHANGED,
    ),
    Rule("consent_is_kept", "UPDATE", "consent", "a consent is taken back, never changed", _CONSENT_CHANGED),
)

refuse(RULES, after=Consent.__tablename__)
