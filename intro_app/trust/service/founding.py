"""Name the founders, who are trusted from that day; before that, nobody's confirmation counts."""

from datetime import datetime

from intro_app.audit.service import note
from intro_app.db import atomic
from intro_app.errors import DomainError
from intro_app.identity.queries import is_settled
from intro_app.trust.events import Founder
from intro_app.trust.policy import MOST_FOUNDERS, most_founders
from intro_app.trust.queries import founders, is_founder
from intro_app.trust.service.recording import record
from intro_app.wording import N_

_TOO_MANY = N_("An admin can vouch for at most %(number)s people, and only while the site is being founded.")
_TOO_LATE = N_(
    "The founding period is over, so you can’t vouch for anyone any more. New people earn their "
    "standing through introductions that are worth it."
)


class FounderRefused(DomainError):
    """Nobody more can be vouched for; carries the sentence that says why."""


def vouch_for_founder(member_id: int, at: datetime, *, why: str = "", by_id: int | None = None) -> bool:
    """Record that an admin vouches for one of the first members; return False if that was done before.

    `by_id` is the admin; without one, it is whoever runs the server.
    Raises FounderRefused once `most_founders` is reached or the site is no longer founding.
    """
    with atomic():
        founding = not is_settled(at)
        if founders() >= most_founders(founding=founding) and not is_founder(member_id):
            raise FounderRefused(_TOO_MANY if founding else _TOO_LATE, number=MOST_FOUNDERS)
        new = record(Founder(at, member_id), at)
        if new:
            note(by_id, "founder_vouched_for", member_id, "", why, at)
    return new
