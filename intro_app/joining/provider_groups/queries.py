"""Queries on which groups at a provider lead where: what holds, and who changed it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import String, cast, func, select

from intro_app.audit.models import AuditEntry
from intro_app.config.providers import OidcProvider
from intro_app.db import db
from intro_app.groups.queries import open_groups
from intro_app.identity.models import Member
from intro_app.joining.provider_groups.policy import SETTING, MappedWord, read_mapping
from intro_app.site_settings import SiteSetting, text_on_page

_SHOWN = 10


class MappingChange(NamedTuple):
    """One change: what led where before and after, when and by whom (empty for somebody who left)."""

    id: int
    before: list[MappedWord]
    after: list[MappedWord]
    made_at: datetime
    by: str
    is_newest: bool


def groups_wanted(provider: OidcProvider) -> Sequence[tuple[str, str]] | None:
    """Return pairs of a word in the claim and a group, by its name or public id; None if groups are not used.

    The environment comes first. This asks no database: it is known as the settings are.
    """
    if provider.groups:
        return provider.groups
    text = text_on_page(SETTING + provider.key)
    return None if text is None else read_mapping(text)


def newest_row(key: str) -> SiteSetting | None:
    """Return the latest change for a provider."""
    theirs = select(SiteSetting).where(SiteSetting.name == SETTING + key)
    return db.session.scalar(theirs.order_by(SiteSetting.id.desc()).limit(1))


def mapping_of(key: str) -> list[MappedWord]:
    """Return what leads where, as the database has it, without groups that were closed."""
    row, there = newest_row(key), {group.public_id for group in open_groups()}
    return [one for one in read_mapping(row.value if row else "") if one.group in there]


def changes_of(key: str) -> list[MappingChange]:
    """Return the latest changes for a provider, the newest first."""
    newest = select(func.max(SiteSetting.id)).where(SiteSetting.name == SETTING + key).scalar_subquery()
    rows = (
        select(SiteSetting, Member.name, SiteSetting.id == newest)
        .outerjoin(AuditEntry, AuditEntry.about == "setting:" + cast(SiteSetting.id, String))
        .outerjoin(Member, Member.id == AuditEntry.actor_id)
        .where(SiteSetting.name == SETTING + key)
        .order_by(SiteSetting.id.desc())
        .limit(_SHOWN)
    )
    return [
        MappingChange(
            one.id, read_mapping(one.before), read_mapping(one.value), one.made_at, by or "", bool(is_newest)
        )
        for one, by, is_newest in db.session.execute(rows)
    ]


def ids_wanted(wanted: Collection[str]) -> set[int]:
    """Return the ids of the open groups with these public ids."""
    return {group.id for group in open_groups() if group.public_id in wanted}
