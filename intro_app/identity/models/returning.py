"""Which accounts somebody had before the present one, for rules that outlive an account."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model


class EarlierAccount(Model, kw_only=True):
    """That a member had another account here, which is closed; shown to nobody.

    The pause after an introduction that did not happen goes on for whoever joins again, and so does a freeze.
    Deleted with what is remembered of the closed account.
    """

    __tablename__ = "earlier_account"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    former_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)
