"""The table of requests to join."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.partial_index import partial_index
from intro_app.db.sealing import SealedJSON, SealedText
from intro_app.joining.requests.policy import AGAIN_AFTER, RequestState, StaffAnswer, state_of
from intro_app.outbox import Addressee


class JoinRequest(Model, kw_only=True, repr=False):
    """A request to join by somebody who proved their address; only staff read it.

    `answers` are pairs of a question, as it was asked, and its answer. `sentence` goes to the applicant,
    `note` to whoever reads a later request from the same mailbox.
    """

    __tablename__ = "join_request"
    __table_args__ = (
        partial_index("ix_join_request_waiting", "verdict IS NULL", "asked_at"),
        partial_index("ix_join_request_name", "name <> ''", "decided_at"),
        {"sqlite_autoincrement": True},  # links name ids
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    mailbox_hash: Mapped[str] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(SealedText("join_request.address"))
    name: Mapped[str] = mapped_column(SealedText("join_request.name"))
    answers: Mapped[list[list[str]] | None] = mapped_column(SealedJSON("join_request.answers"))
    # What they answered in the fields of the community, by the fields' public ids.
    own_answers: Mapped[dict[str, str] | None] = mapped_column(
        SealedJSON("join_request.own_answers"), default=None
    )
    locale: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime] = mapped_column(index=True)
    answer_by: Mapped[datetime] = mapped_column()
    unread_told_at: Mapped[datetime | None] = mapped_column(default=None)
    verdict: Mapped[StaffAnswer | None] = mapped_column(default=None)
    decided_at: Mapped[datetime | None] = mapped_column(index=True, default=None)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True, default=None)
    # The group that staff put the applicant into, once they come.
    group_id: Mapped[int | None] = mapped_column(ForeignKey("member_group.id"), default=None)
    sentence: Mapped[str] = mapped_column(SealedText("join_request.sentence"), default="")
    note: Mapped[str] = mapped_column(SealedText("join_request.note"), default="")

    def state(self, at: datetime) -> RequestState:
        """Return how it stands for its applicant."""
        return state_of(self.asked_at, self.verdict, self.decided_at, at)

    @property
    def again_after(self) -> datetime:
        """From when its applicant may ask again, after a no."""
        return (self.decided_at or self.asked_at) + AGAIN_AFTER

    @property
    def addressee(self) -> Addressee:
        """Where to write to the applicant."""
        return Addressee(address=self.address, locale=self.locale, name=self.name)

    def waits_longer_than(self, patience: timedelta, at: datetime) -> bool:
        """Return whether nobody has answered it for so long."""
        return self.verdict is None and at >= self.asked_at + patience

    def forget_applicant(self) -> None:
        """Erase who asked and what they wrote; the keyed hash and the answer stay."""
        self.name = self.address = self.locale = ""
        self.answers = self.own_answers = None
