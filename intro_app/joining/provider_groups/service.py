"""Changes which groups at a provider lead where: one row a change, in the audit, with undo."""

from collections.abc import Sequence
from datetime import datetime

from intro_app.audit.service import note
from intro_app.config.providers import OidcProvider
from intro_app.db import advisory_lock, atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.joining.provider_groups import queries
from intro_app.joining.provider_groups.policy import MOST_WORDS, SETTING, MappedWord, mapping_text
from intro_app.site_settings import SiteSetting, follow_at_once
from intro_app.wording import N_


class MappingLocked(DomainError):
    """The environment says where the groups of this provider lead, so nothing was changed."""

    def __init__(self) -> None:
        super().__init__(N_("This is set on the server. Ask whoever runs it."))


def lead_into(provider: OidcProvider, added: MappedWord, staff: Member, at: datetime) -> None:
    """Let a word of the claim lead into a group. Raises MappingLocked, DomainError for one too many."""
    with atomic():
        there = _mapping(provider)
        if added in there:
            raise DomainError(N_("This is on the list already."))
        if len(there) >= MOST_WORDS:
            raise DomainError(N_("There are 100 already. Remove one first."))
        _store(provider, [*there, added], staff, at)
    follow_at_once()


def lead_nowhere(provider: OidcProvider, removed: MappedWord, staff: Member, at: datetime) -> None:
    """Let a word of the claim lead into a group no more. Raises MappingLocked."""
    with atomic():
        there = _mapping(provider)
        if removed in there:
            _store(provider, [one for one in there if one != removed], staff, at)
    follow_at_once()


def undo_mapping(provider: OidcProvider, change_id: int, staff: Member, at: datetime) -> bool:
    """Set back what the latest change changed; return False if this is not it. Raises MappingLocked."""
    with atomic():
        _mapping(provider)
        row = queries.newest_row(provider.key)
        if row is None or row.id != change_id:
            return False
        _store_text(provider, row.before, row.value, staff, at)
    follow_at_once()
    return True


def _mapping(provider: OidcProvider) -> list[MappedWord]:
    """Return what holds, for a change of it: those who change it take turns. Raises MappingLocked."""
    if provider.groups:
        raise MappingLocked
    advisory_lock(f"provider groups {provider.key}")
    return queries.mapping_of(provider.key)


def _store(provider: OidcProvider, mapping: Sequence[MappedWord], staff: Member, at: datetime) -> None:
    row = queries.newest_row(provider.key)
    _store_text(provider, mapping_text(mapping), row.value if row else mapping_text([]), staff, at)


def _store_text(provider: OidcProvider, text: str, before: str, staff: Member, at: datetime) -> None:
    made = SiteSetting(name=SETTING + provider.key, value=text, before=before, made_at=at)
    db.session.add(made)
    db.session.flush()
    note(staff.id, "provider_groups_changed", None, f"setting:{made.id}", "", at)
