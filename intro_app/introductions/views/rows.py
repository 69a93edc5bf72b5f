"""Puts my introductions into the rows of a list: what each says is found out once, before the template."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from intro_app.config import settings
from intro_app.introductions.reading import Group, IntroductionView, Status, grouped
from intro_app.introductions.states import State
from intro_app.introductions.views.words import title_of
from intro_app.web.paths import path_writer
from intro_app.web.templating import day_writer, moment, speaker


class IntroductionRow(NamedTuple):
    """One introduction as the list shows it; what there is nothing to say about is empty.

    `state` is left out where the heading says it.
    """

    title: str
    href: str
    state: str
    waits_for_me: bool
    next: str
    withdraw: str


@dataclass(frozen=True)
class _Writer:
    """What all rows of a page have in common."""

    at: datetime
    window: timedelta
    say: Callable[..., str]
    day: Callable[[date], str]
    path_for: Callable[..., str]

    def row(self, group: Group, seen: IntroductionView) -> IntroductionRow:
        status, public_id = seen.status, seen.public_id
        return IntroductionRow(
            title_of(seen, self.say),
            self.path_for("introductions.introduction", public_id=public_id),
            "" if status.label == group.label else self.say(status.label),
            status is Status.YOURS,
            self.next_of(seen),
            self.path_for("introductions.withdraw", public_id=public_id) if seen.may_withdraw else "",
        )

    def next_of(self, seen: IntroductionView) -> str:
        """Return what happens next and by when, or when it ended; empty if there is nothing to say."""
        _ = self.say
        if goes_out := seen.goes_out_at(self.at, self.window):
            return _(
                "Everyone has said yes. Details will be exchanged on %(moment)s.", moment=moment(goes_out)
            )
        until = seen.waits_until
        if until is None:
            return self._ended(seen)
        if seen.status is Status.YOURS:
            return _("You can answer until %(day)s.", day=self.day(until))
        return _("You’ll hear by %(day)s at the latest.", day=self.day(until))

    def _ended(self, seen: IntroductionView) -> str:
        _, ended_on = self.say, seen.ended_on
        if ended_on is None:
            return ""
        if seen.state is State.CONNECTED:
            return _("Introduced on %(day)s.", day=self.day(ended_on))
        return _("Ended on %(day)s.", day=self.day(ended_on))


def rows_of(introductions: Sequence[IntroductionView], at: datetime) -> dict[Group, list[IntroductionRow]]:
    """Return the rows of each group, in the order given."""
    writer = _Writer(at, settings().undo_window, speaker(), day_writer(), path_writer())
    return {
        group: [writer.row(group, seen) for seen in found] for group, found in grouped(introductions).items()
    }
