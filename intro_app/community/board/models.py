"""Notes on the board of gives and asks."""

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.sealing import SealedText


class NoteKind(StrEnum):
    """Whether a note offers help or asks for it."""

    GIVE = "give"
    ASK = "ask"


class BoardNote(Model, kw_only=True, repr=False):
    """A note; a member has at most one of each kind on the board at a time."""

    __tablename__ = "board_note"
    __table_args__ = (
        Index(
            "ix_board_note_standing",
            "member_id",
            "kind",
            unique=True,
            sqlite_where=sql("ended_at IS NULL"),
            postgresql_where=sql("ended_at IS NULL"),
        ),
        Index("ix_board_note_kind_id", "kind", "id"),
        Index("ix_board_note_ends_at", "ends_at"),
        {"sqlite_autoincrement": True},  # cases name ids, so they are never reused
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: secrets.token_urlsafe(16))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[NoteKind] = mapped_column()
    words: Mapped[str] = mapped_column(SealedText("board_note.words"))
    written_at: Mapped[datetime] = mapped_column()
    ends_at: Mapped[datetime] = mapped_column()
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
