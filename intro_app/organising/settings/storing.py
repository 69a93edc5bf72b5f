"""Stores settings in the caller's transaction, and says which cannot be stored."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from intro_app.audit.service import note
from intro_app.config import SettingsError, settings
from intro_app.db import db
from intro_app.errors import DomainError
from intro_app.organising.settings import queries
from intro_app.site_settings import ON_PAGE, SiteSetting, value_of
from intro_app.wording import N_

# Whoever changes settings, or decides what waits, takes turns.
LOCK = "site settings"


class SettingLocked(DomainError):
    """The environment names the setting, so nothing was changed."""

    def __init__(self) -> None:
        super().__init__(N_("This is set on the server. Ask whoever runs it."))


class SettingRefused(DomainError):
    """Some of the values do not fit each other."""


def ensure_they_can_be_set(texts: Mapping[str, str]) -> None:
    """Raise SettingLocked if the environment names one, SettingRefused if they contradict each other."""
    if any(name not in ON_PAGE or queries.is_locked(name) for name in texts):
        raise SettingLocked
    try:
        replace(settings(), **{name: value_of(name, text) for name, text in texts.items()})
    except (SettingsError, ValueError) as problem:
        raise SettingRefused(N_("“Who can join” and “Mail domains” don’t match. Check both.")) from problem


def store(texts: Mapping[str, str], by_id: int, at: datetime) -> None:
    """Store one row for each setting, with who wanted it in the audit."""
    for name, text in texts.items():
        made = SiteSetting(name=name, value=text, before=queries.text_of(name), made_at=at)
        db.session.add(made)
        db.session.flush()
        note(by_id, "setting_changed", None, f"setting:{made.id}", "", at)
