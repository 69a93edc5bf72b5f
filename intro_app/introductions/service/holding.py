"""Holds asks until a moderator has read them: those of members under a recent report, perhaps first ones.

While an introduction is held, only its author, the moderator and its closing date can end it. Whatever
happens between the people named takes effect at the release, when the ask is put or withheld like any other.
So its author learns nothing from how long it is read. All time limits count from the release, as if it had
been sent then; nobody but its author ever knows that it was read. If nobody reads it, it closes on the date
fixed when it was sent.
"""

from datetime import datetime

from intro_app.db import atomic
from intro_app.errors import StaleError
from intro_app.identity.models import Member
from intro_app.introductions import emails, facts, queries
from intro_app.introductions.models import Introduction
from intro_app.introductions.service.closing import close, let_go
from intro_app.introductions.service.passing_on import clocks_of, put_next
from intro_app.introductions.states import Reason, State
from intro_app.people.reach import write
from intro_app.trust.queries import limits_of
from intro_app.wording import N_


def will_be_read(author: Member, at: datetime) -> bool:
    """Return whether a moderator reads what this member sends before it goes out; told before they write."""
    return facts.is_read_first(author, limits_of(author.id, at))


def release_held(introduction: Introduction, at: datetime) -> None:
    """Send it out as if it were sent now, because a moderator has read it.

    Raises StaleError if it is no longer held.
    """
    with atomic():
        introduction = _held(introduction)
        introduction.state, introduction.sent_at = State.ASKING, at
        introduction.closes_at = clocks_of(introduction).closing(
            introduction.way, at, introduction.spread_seconds
        )
        put_next(introduction, at=at)


def return_held(introduction: Introduction, rule: str, why: str, at: datetime) -> None:
    """Return it to its author, who reads the rule and the moderator's reason, and may write it anew.

    Nobody else hears of it, and it counts as never asked. Raises StaleError if it is no longer held.
    """
    with atomic():
        introduction = _held(introduction)
        close(introduction, Reason.REMOVED, at=at)
        introduction.author_told_at = introduction.wound_up_at = at
        let_go(introduction)
        author = introduction.person(introduction.author_role)
        write(author, lambda: emails.needs_change(introduction, rule, why), at=at)


def _held(introduction: Introduction) -> Introduction:
    found = queries.locked(introduction.id)
    if found.state is not State.HELD:
        raise StaleError(N_("This one is no longer waiting for a moderator."))
    return found
