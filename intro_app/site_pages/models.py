"""Who was shown which version of a page, and what they said to it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model


class ConsentKind(StrEnum):
    """Agreed to when joining; shown when joining; told as a change, later."""

    AGREED = "agreed"
    SHOWN = "shown"
    TOLD = "told"


class PageConsent(Model, kw_only=True, repr=False):
    """That a member had this version of a page before them, and how."""

    __tablename__ = "page_consent"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("site_page.id"))
    how: Mapped[ConsentKind] = mapped_column()
    at: Mapped[datetime] = mapped_column()
