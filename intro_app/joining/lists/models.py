"""Lists of people whom staff invite, and their rows."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.partial_index import partial_index
from intro_app.db.sealing import SealedText
from intro_app.joining.lists.policy import ListState, RowVerdict


class InvitationList(Model, kw_only=True, repr=False):
    """One list, from its preview to its last e-mail.

    `source` says where the addresses come from, and `line` is the organiser's own sentence; both are in the
    e-mail. `next_at` is when the next e-mail may be handed over, while it is being sent. Failures count after
    the row `judged_after`: staff knew of those before it when they resumed.
    """

    __tablename__ = "invitation_list"
    __table_args__ = (
        partial_index("ix_invitation_list_next_at", "next_at IS NOT NULL", "next_at", "id"),
        {"sqlite_autoincrement": True},  # paths and the audit log name ids
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    staff_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    source: Mapped[str] = mapped_column(SealedText("invitation_list.source"), default="")
    line: Mapped[str] = mapped_column(SealedText("invitation_list.line"), default="")
    locale: Mapped[str] = mapped_column(default="")
    judged_after: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    next_at: Mapped[datetime | None] = mapped_column(default=None)
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def state(self) -> ListState:
        """How it stands."""
        if self.confirmed_at is None:
            return ListState.PREVIEW
        if self.withdrawn_at is not None:
            return ListState.WITHDRAWN
        if self.finished_at is not None:
            return ListState.DONE
        if self.next_at is not None:
            return ListState.SENDING
        return ListState.STOPPED if self.stopped_at is not None else ListState.PAUSED


class InvitationListRow(Model, kw_only=True, repr=False):
    """One row of a list: whom it names until they are written to, and what the preview says about it.

    Name, address and group move into the invitation when it is handed over; the names and addresses of all
    other rows are erased when the list is sent.
    """

    __tablename__ = "invitation_list_row"
    __table_args__ = (
        UniqueConstraint("list_id", "number"),
        partial_index(
            "ix_invitation_list_row_waiting", "verdict = 'ok' AND handed_at IS NULL", "list_id", "number"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    list_id: Mapped[int] = mapped_column(ForeignKey("invitation_list.id"))
    number: Mapped[int] = mapped_column()
    name: Mapped[str] = mapped_column(SealedText("invitation_list_row.name"), default="")
    address: Mapped[str] = mapped_column(SealedText("invitation_list_row.address"), default="")
    verdict: Mapped[RowVerdict] = mapped_column()
    why: Mapped[str] = mapped_column(default="")
    group_id: Mapped[int | None] = mapped_column(ForeignKey("member_group.id"), default=None)
    handed_at: Mapped[datetime | None] = mapped_column(default=None)
