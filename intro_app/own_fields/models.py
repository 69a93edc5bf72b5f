"""What members answered in the fields of their community."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.sealing import SealedText
from intro_app.site_settings import Audience


class OwnFieldValue(Model, kw_only=True, repr=False):
    """A member's answer in one field, and who may read it at most, as the member chose.

    What all members may read stands in `shown_text` and is searched; everything else is sealed. `agreed` is
    the number that the field had when the member last saved it: a field that was widened since hides it.
    """

    __tablename__ = "own_field_value"
    __table_args__ = (UniqueConstraint("field_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    field_id: Mapped[int] = mapped_column(ForeignKey("own_field.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    audience: Mapped[Audience] = mapped_column()
    agreed: Mapped[int] = mapped_column()
    shown_text: Mapped[str] = mapped_column(default="")
    sealed_text: Mapped[str] = mapped_column(SealedText("own_field_value.sealed_text"), default="")

    @property
    def text(self) -> str:
        """The answer."""
        return self.shown_text or self.sealed_text

    def hold(self, text: str, *, is_open: bool) -> None:
        """Store an answer: readable where all members may read it, else sealed."""
        self.shown_text, self.sealed_text = (text, "") if is_open else ("", text)
