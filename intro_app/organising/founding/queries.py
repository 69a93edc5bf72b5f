"""Collects what is known of a site's beginning."""

from collections.abc import Callable

from flask import Flask, current_app
from sqlalchemy import func, select

from intro_app.config import Settings, settings
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.joining.invitations.queries import places_offered
from intro_app.organising.founding.policy import FoundingFacts
from intro_app.outbox.queries import was_any_sent
from intro_app.periodic import last_verified_backup
from intro_app.site_settings import SiteSetting, locked_settings
from intro_app.trust.queries import founders

# The pages of organisers know nothing of what membership opens, so that question is registered.
_CIRCLES = "organising.is_any_circle"


def ask_for_circles(app: Flask, is_any_circle: Callable[[], bool]) -> None:
    """Register how the beginning of a site learns that there is a circle."""
    app.extensions[_CIRCLES] = is_any_circle


def founding_facts() -> FoundingFacts:
    """Return what is known of the beginning at this moment."""
    invited = places_offered()
    return FoundingFacts(
        mail_was_taken=bool(settings().smtp_url) and was_any_sent(),
        gate_is_chosen="joining" in locked_settings() or invited > 0 or _was_set("joining"),
        has_texts=settings().site_name != _default("site_name") and bool(settings().front_text),
        invited=invited + _joined(),
        founders=founders(),
        has_circle=current_app.extensions[_CIRCLES](),
        backup_was_checked=last_verified_backup() is not None,
    )


def _was_set(name: str) -> bool:
    return db.session.scalar(select(SiteSetting.id).where(SiteSetting.name == name).limit(1)) is not None


def _joined() -> int:
    return db.session.scalar(select(func.count()).select_from(Member)) or 0


def _default(name: str) -> object:
    return Settings.__dataclass_fields__[name].default
