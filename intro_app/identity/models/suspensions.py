"""Suspensions and removals of accounts, each with its reason, its end and its appeal."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.partial_index import partial_index
from intro_app.db.sealing import SealedText
from intro_app.wording import N_, Labelled

_WAITS_FOR_JUDGE = "ended_at IS NULL AND judged_at IS NULL AND appealed_at IS NOT NULL"


class SuspensionGround(Labelled):
    """Why an account is suspended or removed."""

    ABUSE = "abuse", N_("Harassment or threats")
    SPAM = "spam", N_("Advertising or mass requests")
    FALSE_NAME = "false_name", N_("Not who they say they are")
    NOT_OF_US = "not_of_us", N_("Not part of this community")
    OTHER = "other", N_("Something else")


class SuspensionCause(Labelled):
    """How staff came to decide about an account; the member reads it."""

    REPORTED = "reported", N_("Someone reported it")
    NOTICED = "noticed", N_("We noticed it ourselves")


class Suspension(Model, kw_only=True, repr=False):
    """That staff suspended an account until a moment, or removed it (`until` is None) until that is undone.

    `mailbox_hash` is set when the person leaves meanwhile, so that the same address waits for the end too.
    """

    __tablename__ = "suspension"
    __table_args__ = (
        partial_index("ix_suspension_standing", "ended_at IS NULL", "until"),
        partial_index("ix_suspension_mailbox", "mailbox_hash <> ''", "mailbox_hash"),
        partial_index("ix_suspension_appealed", _WAITS_FOR_JUDGE, "appealed_at"),
        {"sqlite_autoincrement": True},  # links name ids
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    ground: Mapped[SuspensionGround] = mapped_column()
    words: Mapped[str] = mapped_column(SealedText("suspension.words"))
    by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    cause: Mapped[SuspensionCause | None] = mapped_column(default=None)  # older ones have none
    made_at: Mapped[datetime] = mapped_column()
    until: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    appeal_words: Mapped[str] = mapped_column(SealedText("suspension.appeal_words"), default="")
    appealed_at: Mapped[datetime | None] = mapped_column(default=None)
    judged_at: Mapped[datetime | None] = mapped_column(default=None)
    judge_words: Mapped[str] = mapped_column(SealedText("suspension.judge_words"), default="")
    mailbox_hash: Mapped[str] = mapped_column(default="", server_default="")

    @property
    def removes(self) -> bool:
        """Whether the account is removed and not only suspended."""
        return self.until is None

    @property
    def stands(self) -> bool:
        """Whether it has not ended."""
        return self.ended_at is None

    @property
    def waits_for_judge(self) -> bool:
        """Whether an appeal against it has not been decided."""
        return self.stands and self.appealed_at is not None and self.judged_at is None
