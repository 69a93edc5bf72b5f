"""The links of members, and how the last look at each went."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.partial_index import partial_index
from intro_app.db.sealing import SealedText
from intro_app.wording import N_, Labelled


class LinkTrouble(Labelled):
    """Why a link could not be verified, as its owner reads it."""

    AWAY = "away", N_("We couldn’t open the page.")
    ELSEWHERE = "elsewhere", N_("The page leads on to another address. Enter that one.")
    NOT_PUBLIC = "not_public", N_("This address isn’t on the public internet.")
    NOT_NAMED = "not_named", N_("The page opens, but it has neither the link nor the code.")


class ProfileLink(Model, kw_only=True, repr=False):
    """A page that a member says is theirs. Others see it while it is verified, and read a copy on the member.

    `check_at` is when the worker looks next; None once it gave up, until its owner asks again.
    """

    __tablename__ = "profile_link"
    __table_args__ = (
        partial_index("ix_profile_link_check_at", "check_at IS NOT NULL", "check_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    url: Mapped[str] = mapped_column(SealedText("profile_link.url"))
    added_at: Mapped[datetime] = mapped_column()
    check_at: Mapped[datetime | None] = mapped_column(default=None)
    tries: Mapped[int] = mapped_column(default=0)
    verified_at: Mapped[datetime | None] = mapped_column(default=None)
    lost_at: Mapped[datetime | None] = mapped_column(default=None)
    trouble: Mapped[LinkTrouble | None] = mapped_column(default=None)
