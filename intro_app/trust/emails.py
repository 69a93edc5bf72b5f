"""The e-mails of trust: harm points, a reversed report, a word that fell with a change of the formula."""

from collections.abc import Sequence

from intro_app.config import settings
from intro_app.identity.models import Member
from intro_app.outbox import Email, compose
from intro_app.trust.events import Event, LedgerEntry
from intro_app.trust.explain import ExplainedEvent, line_of
from intro_app.trust.policy import LEVELS, Words
from intro_app.trust.queries.page import fades_to_a_tenth
from intro_app.trust.rules import TrustLevel


def standing_changed(member: Member, event_id: int, event: Event, lines: Sequence[LedgerEntry]) -> Email:
    """E19: list the harm points with their rule and end; without lines, say that a report was reversed."""
    told = [line_of(event, line, event.at) for line in lines]
    return compose(
        "standing_changed",
        "trust",
        to=member.addressee,
        dedupe=f"standing_changed:{event_id}:{member.id}",
        about=f"trust_event:{event_id}",
        scopes=("kind:trust",),
        lines=[(line.sentence, _own_harm(line), fades_to_a_tenth(line)) for line in told],
        url=f"{settings().base_url}/me/trust",
    )


def _own_harm(line: ExplainedEvent) -> float | None:
    """Return the harm points; None for a share, whose size would tell how serious the other's report was."""
    return None if line.effect.other else line.effect.harm


def standing_recounted(member: Member, before: TrustLevel, now: Words) -> Email:
    """Say that a new way of counting lowered the member's word, from what to what, and why."""
    return compose(
        "standing_recounted",
        "trust",
        to=member.addressee,
        dedupe=f"standing_recounted:third:{member.id}",
        about=f"member:{member.id}",
        scopes=("kind:trust",),
        before=LEVELS[before].value,
        now=now,
        url=f"{settings().base_url}/me/trust",
    )
