"""The copies of pictures that were reported."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.sealing import SealedBytes, SealedText


class CasePicture(Model, kw_only=True, repr=False):
    """A copy of a picture as it was when it was reported; it is erased with the texts of its case."""

    __tablename__ = "case_picture"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"), index=True)
    alt: Mapped[str] = mapped_column(SealedText("case_picture.alt"))
    width: Mapped[int] = mapped_column()
    height: Mapped[int] = mapped_column()
    content: Mapped[bytes] = mapped_column(SealedBytes("case_picture.content"), deferred=True)
