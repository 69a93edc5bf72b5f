"""The e-mail of trust: a member got harm points, or a report was reversed."""

from collections.abc import Sequence

from intro_app.config import settings
from intro_app.identity.models import Member
from intro_app.outbox import Email, compose
from intro_app.trust.events import Event, LedgerEntry
from intro_app.trust.explain import line_of
from intro_app.trust.queries.page import fades_to_a_tenth


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
        lines=[(line.sentence, line.effect.harm, fades_to_a_tenth(line)) for line in told],
        url=f"{settings().base_url}/me/trust",
    )
