"""Changes settings: one row each, in the audit, and known to this process at once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from intro_app.audit.service import note
from intro_app.config import SettingsError, settings
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.organising.settings import queries
from intro_app.organising.settings.policy import widens
from intro_app.site_settings import ON_PAGE, SiteSetting, follow_at_once, value_of
from intro_app.wording import N_


class SettingLocked(DomainError):
    """The environment names the setting, so nothing was changed."""

    def __init__(self) -> None:
        super().__init__(N_("This is set on the server. Ask whoever runs it."))


class SettingRefused(DomainError):
    """Some of the values do not fit each other."""


class NeedsSignIn(DomainError):
    """The change opens the site to more people, and the person signed in too long ago for that."""

    def __init__(self) -> None:
        super().__init__(
            N_("This opens the site to more people. Sign in again in another tab, then come back and save.")
        )


def change_settings(
    texts: Mapping[str, str], staff: Member, at: datetime, *, fresh: bool = True
) -> list[str]:
    """Store what differs from what holds now, all or nothing; return the names of what changed.

    `fresh` is whether the person signed in within the last minutes. Raises SettingLocked, SettingRefused, and
    NeedsSignIn.
    """
    if any(name not in ON_PAGE or queries.is_locked(name) for name in texts):
        raise SettingLocked
    changed = {name: text for name, text in texts.items() if text != queries.text_of(name)}
    _ensure_they_fit(changed)
    if not fresh and _widen(changed):
        raise NeedsSignIn
    if "closing_hour" in changed and queries.was_changed_since("closing_hour", at - timedelta(days=1)):
        # The signs on doors turn at this hour: who may change it could else look at them several times a day.
        raise SettingRefused(N_("The hour of the daily e-mails can change once a day. Try again tomorrow."))
    with atomic():
        for name, text in changed.items():
            made = SiteSetting(name=name, value=text, before=queries.text_of(name), made_at=at)
            db.session.add(made)
            db.session.flush()
            note(staff.id, "setting_changed", None, f"setting:{made.id}", "", at)
    follow_at_once()
    return list(changed)


def undo_change(change_id: int, staff: Member, at: datetime, *, fresh: bool = True) -> bool:
    """Set a setting back to what it was before its latest change; return False if there was a later one."""
    row = db.session.get(SiteSetting, change_id) if change_id < 2**31 else None
    if row is None:
        return False
    later = select(SiteSetting.id).where(SiteSetting.name == row.name, SiteSetting.id > row.id)
    if db.session.scalar(later.limit(1)) is not None:
        return False
    change_settings({row.name: row.before}, staff, at, fresh=fresh)
    return True


def _widen(texts: Mapping[str, str]) -> bool:
    before = {name: getattr(settings(), name) for name in ("joining", "join_domains", "directory")}
    return widens(before, {name: value_of(name, text) for name, text in texts.items() if name in before})


def _ensure_they_fit(texts: Mapping[str, str]) -> None:
    try:
        replace(settings(), **{name: value_of(name, text) for name, text in texts.items()})
    except (SettingsError, ValueError) as problem:
        raise SettingRefused(N_("“Who can join” and “Mail domains” don’t match. Check both.")) from problem
