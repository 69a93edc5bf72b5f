"""How moderation finds a thank-you note, takes its words down, and puts them back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from intro_app.db import db
from intro_app.followups import queries
from intro_app.followups.models import Thanks
from intro_app.reportable import ReportSubject


class ThanksSource:
    """Thank-you notes by members and guests; its receiver reports one."""

    def seen_by(self, public_id: str, reader_id: int, at: datetime) -> ReportSubject | None:  # noqa: ARG002 - as for all
        """Return a note that the reader received."""
        return queries.note_received(public_id, reader_id)

    def take_down(self, subject_id: int, at: datetime) -> dict[str, Any]:
        """Take the words; whoever left has taken the note along."""
        thanks = db.session.get(Thanks, subject_id, with_for_update=True)
        if thanks is None:
            return {}
        kept = {"words": thanks.words} if thanks.words else {}
        thanks.words, thanks.taken_down_at = "", at
        return kept

    def put_back(self, subject_id: int, kept: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG002 - as for all
        """Put them back."""
        thanks = db.session.get(Thanks, subject_id, with_for_update=True)
        if thanks is not None:
            thanks.words, thanks.taken_down_at = kept["words"], None
