"""Changes settings: one row each, in the audit, and known to this process at once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from intro_app.config import settings
from intro_app.db import advisory_lock, atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.identity.queries import founding_since
from intro_app.organising.settings import proposals, queries
from intro_app.organising.settings.policy import WideningPart, waits, widened
from intro_app.organising.settings.storing import LOCK, SettingRefused, ensure_they_can_be_set, store
from intro_app.site_settings import SiteSetting, follow_at_once, value_of
from intro_app.wording import N_


class NeedsSignIn(DomainError):
    """The change opens the site to more people, and the person signed in too long ago for that."""

    def __init__(self) -> None:
        super().__init__(
            N_("This opens the site to more people. Sign in again in another tab, then come back and save.")
        )


class SettingsSaved(NamedTuple):
    """What came of saving: the names of the settings that changed, and of those that wait."""

    changed: list[str]
    waiting: list[str]


def change_settings(
    texts: Mapping[str, str], staff: Member, at: datetime, *, fresh: bool = True
) -> SettingsSaved:
    """Store what differs from what holds now, all or nothing; what opens the site to more people may wait.

    `fresh` is whether the person signed in within the last minutes. Raises SettingLocked, SettingRefused, and
    NeedsSignIn.
    """
    changed = {name: text for name, text in texts.items() if text != queries.text_of(name)}
    ensure_they_can_be_set(texts)
    opened = _opened(changed)
    if not fresh and opened:
        raise NeedsSignIn
    if "closing_hour" in changed and queries.was_changed_since("closing_hour", at - timedelta(days=1)):
        # The signs on doors turn at this hour: who may change it could else look at them several times a day.
        raise SettingRefused(N_("The hour of the daily e-mails can change once a day. Try again tomorrow."))
    waiting = {part: _of(part, changed) for part in opened if waits(part, founding_since(at), at)}
    put_off = {name for texts_of_part in waiting.values() for name in texts_of_part}
    at_once = {name: text for name, text in changed.items() if name not in put_off}
    with atomic():
        advisory_lock(LOCK)
        proposals.drop_replaced(at_once, staff, at)
        for part, wanted in waiting.items():
            proposals.propose(part, wanted, staff, at)
        store(at_once, staff.id, at)
    follow_at_once()
    return SettingsSaved(list(at_once), sorted(put_off))


def undo_change(change_id: int, staff: Member, at: datetime, *, fresh: bool = True) -> SettingsSaved | None:
    """Set a setting back to what it was before its latest change; return None if there was a later one."""
    row = db.session.get(SiteSetting, change_id) if change_id < 2**31 else None
    if row is None:
        return None
    later = select(SiteSetting.id).where(SiteSetting.name == row.name, SiteSetting.id > row.id)
    if db.session.scalar(later.limit(1)) is not None:
        return None
    return change_settings({row.name: row.before}, staff, at, fresh=fresh)


def _opened(texts: Mapping[str, str]) -> list[WideningPart]:
    """Return what these changes open to more people."""
    before = {name: getattr(settings(), name) for part in WideningPart for name in part.settings}
    return widened(before, {name: value_of(name, text) for name, text in texts.items() if name in before})


def _of(part: WideningPart, texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if name in part.settings}
