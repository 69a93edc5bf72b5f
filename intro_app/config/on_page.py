"""Lays what organisers set on a page over the environment's settings, which come first."""

import logging
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from intro_app.config import Settings, SettingsError

logger = logging.getLogger(__name__)

# Where the application has what it lays over its settings.
ON_PAGE_KEY = "settings_on_page"
# In the order of the page. Keys, database, mail server and what can shut staff out stay in the environment.
ON_PAGE = (
    "site_name",
    "site_language",
    "languages",
    "front_text",
    "sample_people",
    "accent_colour",
    "accent_colour_dark",
    "logo",
    "mail_header",
    "mail_footer",
    "joining",
    "join_domains",
    "join_questions",
    "join_answer_days",
    "newcomer_invitations",
    "member_invitations",
    "directory",
    "guest_mail",
    "membership",
    "connector_days",
    "party_days",
    "connector_reminder_day",
    "party_reminder_day",
    "closing_hour",
    "reask_days",
)
_FIELDS = {one.name: one for one in fields(Settings)}


def value_of(name: str, text: str) -> Any:
    """Return the value of a setting from its text; an empty one means the default. Raises ValueError."""
    if text:
        return _FIELDS[name].metadata["read"](text)
    return _FIELDS[name].default


def values_of(texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of the settings on the page; one that this version cannot read is left out."""
    found: dict[str, Any] = {}
    for name, text in texts.items():
        if name not in ON_PAGE or not text:
            continue
        try:
            found[name] = value_of(name, text)
        except ValueError:
            continue
    return found


class Overlay:
    """The settings of the page over those of the environment; computed once for both."""

    def __init__(self, locked: frozenset[str]) -> None:
        self.locked = locked
        self.texts: Mapping[str, str] = {}
        self.read_at: float | None = None
        self._base: Settings | None = None
        self._now: Settings | None = None

    def take(self, texts: Mapping[str, str]) -> bool:
        """Take what was read from the database; return whether it is new."""
        if texts == self.texts:
            return False
        self.texts, self._base = texts, None
        return True

    def over(self, base: Settings) -> Settings:
        """Return what holds now."""
        if self._now is None or base is not self._base:
            self._now, self._base = self._laid_over(base), base
        return self._now

    def _laid_over(self, base: Settings) -> Settings:
        wanted = {name: value for name, value in values_of(self.texts).items() if name not in self.locked}
        if not wanted:
            return base
        try:
            return replace(base, **wanted)
        except SettingsError as problem:  # the environment was changed since
            logger.warning("the settings of the page do not fit the environment: %s", problem)
            return base


def named_in(environment: Mapping[str, str]) -> frozenset[str]:
    """Return the settings that the environment names."""
    return frozenset(one.name for one in fields(Settings) if environment.get(one.name.upper()))


def named_by(given: Settings) -> frozenset[str]:
    """Return the settings that are not as they come, for settings made by code."""
    return frozenset(one.name for one in fields(Settings) if getattr(given, one.name) != one.default)
