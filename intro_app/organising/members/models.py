"""The table of notes that staff write about members."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.sealing import SealedText


class StaffNote(Model, kw_only=True, repr=False):
    """One note about a member. Staff read it on the account's page, the member in their archive."""

    __tablename__ = "staff_note"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    words: Mapped[str] = mapped_column(SealedText("staff_note.words"))
    written_at: Mapped[datetime] = mapped_column()
