"""How moderation finds a group; staff change its name themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from intro_app.config import settings
from intro_app.groups import queries
from intro_app.reportable import ReportSubject
from intro_app.wording import N_


class MemberGroupSource:
    """Groups: staff made them and can rename or close them, so nothing is taken down here."""

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
        """Nothing."""
        return {}

    def put_back(self, subject_id: int, kept: Mapping[str, Any], at: datetime) -> None:
        """Nothing."""
