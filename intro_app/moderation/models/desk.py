"""What moderators write for each other and for later: notes on a case, and reasons that are ready to use."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intro_app.db import Model
from intro_app.db.sealing import SealedText
from intro_app.identity.models import Member
from intro_app.wording import N_, Labelled


class CaseNote(Model, kw_only=True, repr=False):
    """A note of one moderator for the others; the reported person finds it in their archive after the case.

    It is erased with the texts of its case.
    """

    __tablename__ = "case_note"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"), init=False, index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    words: Mapped[str] = mapped_column(SealedText("case_note.words"))
    written_at: Mapped[datetime] = mapped_column()

    by: Mapped[Member] = relationship(init=False, viewonly=True)


class ReasonUse(Labelled):
    """Where a ready reason is offered; the label is what moderators read."""

    ALLEGATION = "allegation", N_("What was reported, when asking for their side")
    FACTS = "facts", N_("What we found, for the person reported")
    FACTS_FOR_REPORTERS = "facts_for_reporters", N_("What we found, for the people who reported it")


class ReadyReason(Model, kw_only=True, repr=False):
    """A reason that moderators wrote once, in some languages (`words`), to use in many cases."""

    __tablename__ = "ready_reason"
    __table_args__ = ({"sqlite_autoincrement": True},)  # the audit names ids

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    use: Mapped[ReasonUse] = mapped_column()
    words: Mapped[dict[str, Any]] = mapped_column()
    changed_at: Mapped[datetime] = mapped_column()

    def words_in(self, locale: str, otherwise: str) -> str:
        """Return it in this language, else in the other one, else in the first in which it is written."""
        written = [self.words.get(locale), self.words.get(otherwise), *self.words.values()]
        return next((str(words) for words in written if words), "")
