"""How moderation finds a group, takes its name down, and puts it back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from intro_app.config import settings
from intro_app.groups import queries, service
from intro_app.reportable import ReportSubject, name_instead
from intro_app.wording import N_

_UNNAMED = N_("Group %(number)s")


class MemberGroupSource:
    """Groups: staff made them and can rename or close them; moderators can take the name down."""

    def seen_by(self, public_id: str, reader_id: int, at: datetime) -> ReportSubject | None:  # noqa: ARG002 - as for all
        """Return a group whose page the reader may open."""
        group = queries.by_public_id(public_id) if reader_id else None
        if group is None:
            return None
        return ReportSubject(
            id=group.id,
            author_id=None,
            author=settings().site_name,
            parts=[(N_("Name of the group"), group.name)],
        )

    def take_down(self, subject_id: int, at: datetime) -> dict[str, Any]:  # noqa: ARG002 - as for all
        """Take the name."""
        group = queries.locked(subject_id)
        if group is None or group.closed_at is not None:
            return {}
        kept = {"name": group.name, "instead": name_instead(_UNNAMED, number=group.id)}
        service.give_name(group, kept["instead"], known_as=group.name)
        return kept

    def put_back(self, subject_id: int, kept: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG002 - as for all
        """Put it back, unless staff gave it a new one."""
        group = queries.locked(subject_id)
        if group and group.name == kept["instead"]:
            service.give_name(group, kept["name"])
