"""A case with its hearing, and its reports."""

import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intro_app.db import Model
from intro_app.db.sealing import SealedJSON, SealedText
from intro_app.errors import StaleError
from intro_app.identity.models import Member
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models.decisions import Appeal, Decision
from intro_app.moderation.models.desk import CaseNote
from intro_app.moderation.stages import MAY_BECOME, READABLE, CaseStage
from intro_app.reportable import SubjectKind
from intro_app.wording import N_

HEARING = timedelta(days=7)


class Report(Model, kw_only=True, repr=False):
    """One person's report. `address` is stored for guests only, to tell them the decision."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"), init=False)
    role: Mapped[Role] = mapped_column()
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True, default=None)
    grounds: Mapped[Grounds] = mapped_column()
    text: Mapped[str] = mapped_column(SealedText("report.text"), default="")
    name: Mapped[str] = mapped_column(SealedText("report.name"), default="")
    address: Mapped[str] = mapped_column(SealedText("report.address"), default="")
    locale: Mapped[str] = mapped_column(default="", server_default="")
    made_at: Mapped[datetime] = mapped_column()

    reporter: Mapped[Member | None] = relationship(init=False, viewonly=True)

    # Of what is no introduction, several people report in one role.
    __table_args__ = (UniqueConstraint("case_id", "reporter_id"),)


class Side(NamedTuple):
    """One side of a case: a role, and which report where several people reported in one role."""

    role: Role
    report_id: int = 0


class Case(Model, kw_only=True, repr=False):
    """A case about one person in one introduction, or about something they wrote (`kind`, `subject_id`).

    It lasts from the first report to the last appeal. About what is no introduction its author is `about` in
    the role of the first, and everybody who reports is in that of the second; `involved_id` is a member who
    answers for the place, such as a circle's host. `withheld` is what a moderator took down, to be put back.

    `claimed_by_id` says to other moderators who is working on it, until `claimed_until`; it binds nobody.

    `author_address` is where to write to an author who has no account.

    `evidence` is a sealed copy of the texts: it outlives an account or guest that is deleted
    meanwhile, and is erased at `erase_at`, when nobody can appeal any more. `first_read_at` is when a
    moderator first read it.
    """

    __tablename__ = "moderation_case"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: secrets.token_urlsafe(16))
    kind: Mapped[SubjectKind] = mapped_column(
        default=SubjectKind.INTRODUCTION, server_default=str(SubjectKind.INTRODUCTION)
    )
    introduction_id: Mapped[int | None] = mapped_column(
        ForeignKey("introduction.id"), init=False, index=True, default=None
    )
    subject_id: Mapped[int | None] = mapped_column(default=None)
    involved_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), default=None)
    about: Mapped[Role] = mapped_column()
    about_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id"), init=False, index=True, default=None
    )
    author_address: Mapped[str] = mapped_column(
        SealedText("moderation_case.author_address"), default="", server_default=""
    )
    author_locale: Mapped[str] = mapped_column(default="", server_default="")
    stage: Mapped[CaseStage] = mapped_column(default=CaseStage.OPEN)
    severity: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime] = mapped_column(index=True)
    first_read_at: Mapped[datetime | None] = mapped_column(init=False, default=None)
    evidence: Mapped[dict[str, Any] | None] = mapped_column(
        SealedJSON("moderation_case.evidence"), default=None
    )
    withheld: Mapped[dict[str, Any] | None] = mapped_column(
        SealedJSON("moderation_case.withheld"), init=False, default=None
    )
    possible_retaliation: Mapped[bool] = mapped_column(default=False)
    rule: Mapped[Grounds | None] = mapped_column(default=None)
    allegation: Mapped[str] = mapped_column(SealedText("moderation_case.allegation"), default="")
    heard_from: Mapped[datetime | None] = mapped_column(default=None)
    unheard_because: Mapped[str] = mapped_column(SealedText("moderation_case.unheard_because"), default="")
    side: Mapped[str] = mapped_column(SealedText("moderation_case.side"), default="")
    side_at: Mapped[datetime | None] = mapped_column(default=None)
    frozen_at: Mapped[datetime | None] = mapped_column(default=None)
    frozen_until: Mapped[datetime | None] = mapped_column(default=None)
    frozen_because: Mapped[str] = mapped_column(
        SealedText("moderation_case.frozen_because"), default="", server_default=""
    )
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    erase_at: Mapped[datetime | None] = mapped_column(index=True, default=None)
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), init=False, default=None)
    claimed_until: Mapped[datetime | None] = mapped_column(init=False, default=None)
    version: Mapped[int] = mapped_column(init=False, default=0)
    about_introduction: Mapped[Introduction | None] = relationship(default=None)
    person: Mapped[Member | None] = relationship(default=None, foreign_keys=[about_id])
    reports: Mapped[list[Report]] = relationship(init=False, order_by=Report.id)
    decisions: Mapped[list[Decision]] = relationship(init=False, order_by=Decision.id)
    appeals: Mapped[list[Appeal]] = relationship(init=False, order_by=Appeal.id)
    notes: Mapped[list[CaseNote]] = relationship(
        init=False, order_by=CaseNote.id, cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(
            "ix_moderation_case_open",
            "introduction_id",
            "about",
            unique=True,
            sqlite_where=sql("stage = 'open'"),
            postgresql_where=sql("stage = 'open'"),
        ),
        Index(
            "ix_moderation_case_subject",
            "kind",
            "subject_id",
            unique=True,
            sqlite_where=sql("stage = 'open'"),
            postgresql_where=sql("stage = 'open'"),
        ),
        Index("ix_moderation_case_queue", "stage", "severity", "id"),
        Index("ix_moderation_case_closed", "decided_at", "id"),
        {"sqlite_autoincrement": True},  # ids are never reused, so that a link cannot open a later case
    )

    @property
    def introduction(self) -> Introduction:
        """The introduction of a case about one."""
        assert self.about_introduction is not None, "asked only of cases about introductions"
        return self.about_introduction

    @property
    def is_introduction(self) -> bool:
        """Whether it is about somebody in an introduction, and not about something they wrote elsewhere."""
        return self.kind is SubjectKind.INTRODUCTION

    @property
    def is_readable(self) -> bool:
        """Whether moderators may read the introduction: only while something is to be decided."""
        return self.stage in READABLE

    @property
    def hearing_ends(self) -> datetime | None:
        """Until when the reported person has time to answer; None if they were not asked."""
        return self.heard_from + HEARING if self.heard_from else None

    @property
    def decision(self) -> Decision | None:
        """The latest decision that came into force, or None."""
        return next((one for one in reversed(self.decisions) if one.in_force_at), None)

    @property
    def proposed(self) -> Decision | None:
        """A decision that waits for a second moderator, or None."""
        return next((one for one in self.decisions if one.is_proposed), None)

    @property
    def half_agreed(self) -> Decision | None:
        """The decision in force that counts for less until a second moderator agrees, or None."""
        return self.decision if self.decision and self.decision.awaits_second else None

    @property
    def rule_in_question(self) -> Grounds:
        """The rule that a moderator named when asking for the other side, else the gravest reported one."""
        return self.rule or max((one.grounds for one in self.reports), key=lambda one: one.severity)

    def is_readable_by(self, moderator_id: int) -> bool:
        """Whether this moderator may read it: while open, or to agree with what another decided alone."""
        waits = self.half_agreed
        return self.is_readable or (waits is not None and waits.by_id != moderator_id)

    @property
    def appeal(self) -> Appeal | None:
        """The oldest undecided appeal, or None."""
        return next((one for one in self.appeals if one.decided_at is None), None)

    def claimant_id(self, at: datetime) -> int | None:
        """Return the moderator who said that they are working on it, while that lasts; or None."""
        return self.claimed_by_id if self.claimed_until and self.claimed_until > at else None

    def is_known(self, at: datetime) -> bool:
        """Whether the reported person was asked for their side, suspended, or told of an upheld report."""
        heard = self.heard_from is not None and self.heard_from <= at
        told = any(one.in_force_at and one.severity for one in self.decisions)
        return heard or self.frozen_at is not None or told

    def report_of(self, role: Role, report_id: int = 0) -> Report | None:
        """Return the report by this side, or None."""
        mine = (one for one in self.reports if one.role is role and report_id in {0, one.id})
        return next(mine, None)

    def report_by(self, member_id: int) -> Report | None:
        """Return the report by this member, or None."""
        return next((one for one in self.reports if one.reporter_id == member_id), None)

    def appeal_of(self, role: Role, report_id: int = 0) -> Appeal | None:
        """Return the appeal by this side, or None."""
        mine = (one for one in self.appeals if one.role is role and one.report_id == report_id)
        return next(mine, None)

    def side_of(self, report: Report) -> Side:
        """Return the side of somebody who reported."""
        return Side(report.role, 0 if self.is_introduction else report.id)

    def become(self, stage: CaseStage) -> None:
        """Change to this stage. Raises StaleError if that is not possible from the present one."""
        if stage not in MAY_BECOME[self.stage]:
            raise StaleError(N_("This case has changed since you opened it."))
        self.stage = stage

    def end_claim(self) -> None:
        """Let go of it: the next step is for whoever takes it."""
        self.claimed_by_id = self.claimed_until = None

    def join(self, report: Report) -> None:
        """Add a report; the case takes the highest severity of its reports."""
        self.reports.append(report)
        self.severity = max(self.severity, int(report.grounds.severity))
