"""Decisions with their reasons, and appeals against them."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.sealing import SealedText
from intro_app.introductions.states import Role
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.stages import AppealOutcome, CaseOutcome
from intro_app.people.models import StoppableAct
from intro_app.trust.events import ALONE, Severity


class Decision(Model, kw_only=True, repr=False):
    """How a case ended, with reasons for each side; the trust ledger uses its id as that of the report.

    A decision that needs two moderators is proposed by the first; the second puts it into force or drops it.
    Where there was no second without conflict, a severe verdict came into force `alone`, and counts as ALONE
    until somebody agrees (`agreed_at`); whoever looks and does not agree leaves it so (`disagreed_at`).
    `stops` names what the reported person may not do for `stop_days`.
    """

    __tablename__ = "decision"
    __table_args__ = (
        Index(
            "ix_decision_alone",
            "case_id",
            sqlite_where=sql("alone = 1 AND agreed_at IS NULL AND disagreed_at IS NULL"),
            postgresql_where=sql("alone AND agreed_at IS NULL AND disagreed_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},  # the trust ledger names ids, so none is reused
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"), init=False, index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    second_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), default=None)
    outcome: Mapped[CaseOutcome] = mapped_column()
    rule: Mapped[Grounds] = mapped_column()
    severity: Mapped[int | None] = mapped_column(default=None)
    facts: Mapped[str] = mapped_column(SealedText("decision.facts"))
    facts_for_reporters: Mapped[str] = mapped_column(SealedText("decision.facts_for_reporters"))
    removes: Mapped[bool] = mapped_column(default=False)
    stops: Mapped[list[str]] = mapped_column(default_factory=list, server_default="[]")
    stop_days: Mapped[int] = mapped_column(default=0, server_default="0")
    bad_faith_report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"), default=None)
    written_at: Mapped[datetime] = mapped_column()
    in_force_at: Mapped[datetime | None] = mapped_column(default=None)
    dropped_at: Mapped[datetime | None] = mapped_column(default=None)
    overturned_at: Mapped[datetime | None] = mapped_column(default=None)
    alone: Mapped[bool] = mapped_column(default=False, server_default=false())
    agreed_at: Mapped[datetime | None] = mapped_column(default=None)
    disagreed_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def is_proposed(self) -> bool:
        """Whether it waits for a second moderator."""
        return self.in_force_at is None and self.dropped_at is None

    @property
    def deciders(self) -> set[int]:
        """Who made it, and who seconded it: somebody else judges an appeal."""
        return {one for one in (self.by_id, self.second_id) if one is not None}

    @property
    def awaits_second(self) -> bool:
        """Whether it is in force for less than its severity, until a second moderator agrees."""
        is_open = self.agreed_at is None and self.disagreed_at is None
        return self.alone and is_open and self.in_force_at is not None and self.overturned_at is None

    @property
    def stopped_acts(self) -> list[StoppableAct]:
        """What the reported person may not do for some days."""
        return [StoppableAct(act) for act in self.stops]

    @property
    def stopped_until(self) -> datetime | None:
        """Until when, while the decision stands; None if it stops nothing."""
        if not self.stops or self.in_force_at is None or self.overturned_at is not None:
            return None
        return self.in_force_at + timedelta(days=self.stop_days)

    @property
    def counted(self) -> Severity | None:
        """The severity that counts at present; None unless it is upheld."""
        if self.severity is None:
            return None
        full = Severity(self.severity)
        return min(full, ALONE) if self.alone and self.agreed_at is None else full

    @property
    def known_since(self) -> datetime | None:
        """Since when its effect is what it is now: from then on the six months for an appeal run."""
        return self.agreed_at or self.in_force_at


class Appeal(Model, kw_only=True, repr=False):
    """One person's only appeal against a decision, and how it ended.

    `second_look` says that the moderator of the decision also decided the appeal, being the only one who
    could; everybody is told so. `report_id` is 0 except where several people reported in one role.
    """

    __tablename__ = "appeal"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"), init=False)
    role: Mapped[Role] = mapped_column()
    report_id: Mapped[int] = mapped_column(default=0, server_default="0")
    text: Mapped[str] = mapped_column(SealedText("appeal.text"))
    made_at: Mapped[datetime] = mapped_column()
    by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), default=None)
    outcome: Mapped[AppealOutcome | None] = mapped_column(default=None)
    reasons: Mapped[str] = mapped_column(SealedText("appeal.reasons"), default="")
    second_look: Mapped[bool] = mapped_column(default=False)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (UniqueConstraint("case_id", "role", "report_id"),)
