"""Invitations, and who came by them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, SQLColumnExpression, and_, exists, or_
from sqlalchemy.orm import Mapped, aliased, mapped_column

from intro_app.db import Model
from intro_app.db.partial_index import partial_index
from intro_app.db.sealing import SealedText
from intro_app.joining.invitations.policy import InvitationState, state_of


class InvitationKind(StrEnum):
    """How it reaches people: an e-mail to an address, or a link to pass on; those of staff are kinds apart.

    A pass for an evening, a link that staff publish, and an e-mail from a list are the site's: nobody answers
    for those who come by them.
    """

    ADDRESS = "address"
    LINK = "link"
    EVENING = "evening"
    STAFF_LINK = "staff_link"
    LISTED = "listed"

    @property
    def is_of_the_site(self) -> bool:
        """Whether staff made it for the site, and not a member for somebody they know."""
        return self not in OF_MEMBERS


OF_MEMBERS = (InvitationKind.ADDRESS, InvitationKind.LINK)


class Invitation(Model, kw_only=True, repr=False):
    """An invitation for one or several people, by a member, or by an operator (`inviter_id` is None).

    `withheld` is that its e-mail never left, because it might not be sent. `refused_at` is when the invited
    person said no; the inviter sees no difference. `asked_again_at` is when they asked for a new one. `opens`
    is a staff role that comes with it, from the command line only. `list_id` and `list_row` are the list and
    the row it was made from, `source` is where staff have the address from, `inviter_id` who sent the list.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("places BETWEEN 1 AND 500", name="places"),
        CheckConstraint("taken BETWEEN 0 AND places", name="taken"),
        partial_index("ix_invitation_address", "address <> ''", "until"),
        partial_index("ix_invitation_list_id", "list_id IS NOT NULL", "list_id", "list_row"),
        {"sqlite_autoincrement": True},  # links and sign-ins name ids
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[InvitationKind] = mapped_column()
    inviter_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    name: Mapped[str] = mapped_column(SealedText("invitation.name"), default="")
    address: Mapped[str] = mapped_column(SealedText("invitation.address"), default="")
    mailbox_hash: Mapped[str] = mapped_column(default="", index=True)
    line: Mapped[str] = mapped_column(SealedText("invitation.line"), default="")
    source: Mapped[str] = mapped_column(SealedText("invitation.source"), default="")
    code_hash: Mapped[str | None] = mapped_column(unique=True, default=None)
    withheld: Mapped[bool] = mapped_column(default=False)
    opens: Mapped[str] = mapped_column(default="")
    places: Mapped[int] = mapped_column(default=1)
    taken: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(index=True)
    until: Mapped[datetime] = mapped_column(index=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    refused_at: Mapped[datetime | None] = mapped_column(default=None)
    asked_again_at: Mapped[datetime | None] = mapped_column(default=None)
    list_id: Mapped[int | None] = mapped_column(ForeignKey("invitation_list.id"), default=None)
    list_row: Mapped[int | None] = mapped_column(default=None)
    # The group that whoever comes by it is put into.
    group_id: Mapped[int | None] = mapped_column(ForeignKey("member_group.id"), default=None)

    def state(self, at: datetime) -> InvitationState:
        """Return how it stands for its maker; that somebody said no looks like waiting."""
        return state_of(
            places=self.places,
            taken=self.taken,
            until=self.until,
            withdrawn=self.withdrawn_at is not None,
            at=at,
        )

    @property
    def answers_for_id(self) -> int | None:
        """The member who answers for those who come by it; nobody where it is the site's."""
        return None if self.kind.is_of_the_site else self.inviter_id

    def is_open(self, at: datetime) -> bool:
        """Return whether somebody can still join by it."""
        return self.refused_at is None and self.state(at) is InvitationState.WAITING

    def forget_person(self) -> None:
        """Erase whom it was for; the keyed hash stays, so that they do not get another one soon."""
        self.name = self.address = self.line = self.source = ""


class InvitationUse(Model, kw_only=True, repr=False):
    """That a member came by an invitation, and when."""

    __tablename__ = "invitation_use"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, autoincrement=False)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"), index=True)
    at: Mapped[datetime] = mapped_column()


def came_by_each_other(
    one: int | SQLColumnExpression[int], other: int | SQLColumnExpression[int]
) -> ColumnElement[bool]:
    """Return the condition that one came by the other's own invitation; those of the site are nobody's."""
    invitation, use = aliased(Invitation), aliased(InvitationUse)
    return exists().where(
        use.invitation_id == invitation.id,
        invitation.kind.in_(OF_MEMBERS),
        or_(
            and_(invitation.inviter_id == one, use.member_id == other),
            and_(invitation.inviter_id == other, use.member_id == one),
        ),
    )
