"""Convert ledger entries to rows."""

from collections.abc import Iterable

from intro_app.trust.models import TrustLine
from intro_app.trust.telling import LedgerEntry


def rows(event_id: int, lines: Iterable[LedgerEntry]) -> list[TrustLine]:
    """Return the rows for everybody's entries from one event."""
    return [_row(event_id, position, line) for position, line in enumerate(lines)]


def _row(event_id: int, position: int, told: LedgerEntry) -> TrustLine:
    return TrustLine(
        event_id=event_id,
        position=position,
        member_id=told.member,
        why=told.why,
        good=told.good,
        harm=told.harm,
        other_id=told.other,
        voice=told.voice,
        before=told.before,
        openness=told.openness,
        house=told.house,
    )
