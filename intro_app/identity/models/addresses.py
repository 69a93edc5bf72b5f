"""Changes of a member's e-mail address: asked for, proved at the new one, and undone from the old one."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.partial_index import partial_index
from intro_app.db.sealing import SealedText

CODE_LIVES = timedelta(minutes=10)
TRIES = 5
# How long the old address can take a change back.
UNDO_FOR = timedelta(days=7)
# A change by the operator waits this long for a no from the old address: less if that address is dead.
WAITS = timedelta(hours=72)
WAITS_IF_DEAD = timedelta(hours=24)
# How long the new address has to prove a change by the operator.
PROVE_WITHIN = timedelta(days=14)


class AddressChange(Model, kw_only=True, repr=False):
    """One change of a member's address, by themselves or by the operator.

        asked ──code or link from the new address──► changed ──link from the old one, 7 days──► undone
          └──refused, replaced or too late──► ended

    The addresses are erased when nothing can be undone any more. The keyed hash of the old mailbox stays as
    long as the account: stop links in its e-mails go on working, and what is remembered of somebody who left
    holds for every mailbox they had. `code_hash` is set for a change by the member, `proved_at` for one by
    the operator.
    """

    __tablename__ = "address_change"
    __table_args__ = (
        partial_index("ix_address_change_open", "changed_at IS NULL AND ended_at IS NULL", "asked_at"),
        partial_index("ix_address_change_kept", "changed_at IS NULL OR old_email <> ''", "asked_at"),
        {"sqlite_autoincrement": True},  # links name ids, so they are never reused
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    old_email: Mapped[str] = mapped_column(SealedText("address_change.old_email"))
    new_email: Mapped[str] = mapped_column(SealedText("address_change.new_email"))
    old_hash: Mapped[str] = mapped_column(index=True)
    new_hash: Mapped[str] = mapped_column()
    asked_at: Mapped[datetime] = mapped_column()
    by_operator: Mapped[bool] = mapped_column(default=False, server_default=false())
    code_hash: Mapped[str] = mapped_column(default="")
    tries: Mapped[int] = mapped_column(default=0)
    proved_at: Mapped[datetime | None] = mapped_column(default=None)
    changed_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    undone_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def is_pending(self) -> bool:
        """Whether it may still take effect."""
        return self.changed_at is None and self.ended_at is None

    @property
    def undo_until(self) -> datetime | None:
        """Until when the old address can take it back; None before it has taken effect, and once undone."""
        return self.changed_at + UNDO_FOR if self.changed_at and not self.undone_at else None

    def takes_code(self, at: datetime) -> bool:
        """Whether its code can still be used."""
        in_time = self.asked_at <= at <= self.asked_at + CODE_LIVES
        return self.is_pending and not self.by_operator and in_time and self.tries < TRIES

    def takes_proof(self, at: datetime) -> bool:
        """Whether the new address can still prove it; only for a change by the operator."""
        return self.is_pending and self.by_operator and at <= self.asked_at + PROVE_WITHIN

    def is_undoable(self, at: datetime) -> bool:
        """Whether the old address can still take it back."""
        return self.undo_until is not None and at <= self.undo_until
