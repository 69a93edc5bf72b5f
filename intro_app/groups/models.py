"""Groups, and who is in them and how."""

import secrets
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.sealing import SealedText


class GroupSource(StrEnum):
    """How somebody came into a group; only the same way, its owner or a removal ends it."""

    HAND = "hand"
    CODE = "code"
    REQUEST = "request"
    GATE = "gate"
    PROVIDER = "provider"
    DOMAIN = "domain"


class MemberGroup(Model, kw_only=True, repr=False):
    """A group of members. Its code is computed from its id and `code_number`, which a new code raises.

    `counted_month` is the last month of which figures were made. `known_as` is a name that a moderator
    took down: lists and providers that use it still mean this group. Whoever has an address at one of
    `mail_domains` may join by themselves.
    """

    __tablename__ = "member_group"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: secrets.token_urlsafe(16))
    name: Mapped[str] = mapped_column()
    known_as: Mapped[str] = mapped_column(
        SealedText("member_group.known_as"), init=False, default="", server_default=""
    )
    mail_domains: Mapped[list[str]] = mapped_column(default_factory=list, server_default="[]")
    takes_requests: Mapped[bool] = mapped_column(default=False)
    code_number: Mapped[int] = mapped_column(default=0)
    code_hash: Mapped[str | None] = mapped_column(unique=True, default=None)
    code_until: Mapped[datetime | None] = mapped_column(default=None)
    made_at: Mapped[datetime] = mapped_column()
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    counted_month: Mapped[date] = mapped_column(default=date(2000, 1, 1), index=True)

    @property
    def names(self) -> set[str]:
        """The names that mean it, in small letters."""
        return {one.casefold() for one in (self.name, self.known_as) if one}

    def takes_codes(self, at: datetime) -> bool:
        """Return whether somebody can join by its code now."""
        return self.closed_at is None and self.code_until is not None and at < self.code_until


class GroupMembership(Model, kw_only=True, repr=False):
    """That somebody is in a group by one way, asked to be, or was; one may be in it by several ways.

    `since` is empty while a request waits. `removed` says that staff ended it: no code opens it again.
    Of what came by an address, `proved_at` is when it was proved last, and `proof_asked_at` when its owner
    was asked to prove it again. `shown` is whether others read it; it is the same in all rows of one member
    in one group.
    """

    __tablename__ = "group_membership"
    __table_args__ = (UniqueConstraint("group_id", "member_id", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    group_id: Mapped[int] = mapped_column(ForeignKey("member_group.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    source: Mapped[GroupSource] = mapped_column()
    shown: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    since: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    removed: Mapped[bool] = mapped_column(default=False)
    proved_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    proof_asked_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def stands(self) -> bool:
        """Whether it makes its member one of the group now."""
        return self.since is not None and self.ended_at is None

    @property
    def waits(self) -> bool:
        """Whether it is a request that nobody has answered."""
        return self.since is None and self.ended_at is None
