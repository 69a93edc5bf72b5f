"""How moderation finds a profile, takes its texts down, and puts them back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from intro_app.config import settings
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.identity.service.indexing import index_profile
from intro_app.own_fields.service import put_answers_back, take_answers_down
from intro_app.people import visibility
from intro_app.people.queries.own_fields import answers_now
from intro_app.people.service.profile_snapshots import redact_snapshots, restore_snapshots
from intro_app.profile_links.queries import shown
from intro_app.profile_links.service import put_links_back, take_links_down
from intro_app.reportable import ReportSubject
from intro_app.wording import N_

_TEXTS = {
    "headline": N_("Headline"),
    "can_help_with": N_("Can help with"),
    "looking_for": N_("Looking for"),
    "place": N_("Place"),
    "languages": N_("Languages"),
}


class ProfileSource:
    """Profiles: the texts are taken down, the name stays."""

    def seen_by(self, public_id: str, reader_id: int, at: datetime) -> ReportSubject | None:  # noqa: ARG002 - as for all
        """Return the profile of somebody whose page the reader may open."""
        member = visibility.seen_by(reader_id, public_id) if reader_id else None
        if member is None:
            return None
        words = [(label, str(getattr(member, name))) for name, label in _TEXTS.items()]
        language = settings().site_language
        own = [(one.field.label(language), one.text) for one in answers_now(reader_id, member.id)]
        pages = [(N_("Page we’ve verified"), one.url) for one in shown(member.shown_links)]
        parts = [(N_("Name"), member.name), *words, *own, *pages]
        return ReportSubject(id=member.id, author_id=member.id, author=member.name, parts=parts)

    def take_down(self, subject_id: int, at: datetime) -> dict[str, Any]:  # noqa: ARG002 - as for all
        """Take all texts of the profile, and its links."""
        member = db.session.get_one(Member, subject_id, with_for_update=True)
        if member.left_at is not None:
            return {}
        said = {name: str(getattr(member, name)) for name in _TEXTS}
        answers, pages = take_answers_down(member.id), take_links_down(member.id)
        if not (answers or pages or any(said.values())):
            return {}
        self._write(member, dict.fromkeys(_TEXTS, ""))
        return {
            "profile": said,
            "answers": answers,
            "links": pages,
            "seen": redact_snapshots(member.id),
        }

    def put_back(self, subject_id: int, kept: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG002 - as for all
        """Put back what is still empty."""
        member = db.session.get_one(Member, subject_id, with_for_update=True)
        if member.left_at is None:
            said = kept.get("profile", kept)  # older cases kept nothing but the profile
            self._write(member, {name: getattr(member, name) or said[name] for name in _TEXTS})
            put_answers_back(member.id, kept.get("answers", []))
            put_links_back(member.id, kept.get("links", []))
            restore_snapshots(member.id, kept.get("seen", {}))

    def _write(self, member: Member, texts: Mapping[str, str]) -> None:
        for name, words in texts.items():
            setattr(member, name, words)
        index_profile(member)
