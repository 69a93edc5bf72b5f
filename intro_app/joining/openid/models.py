"""Which identities at providers belong to which member, and who has just come back from one."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.sealing import SealedText


class ProviderIdentity(Model, kw_only=True, repr=False):
    """That somebody is known to a provider: `identity_hash` is of issuer and subject, and finds it.

    `group_ids` are the groups that its claims gave at the last sign-in.
    """

    __tablename__ = "provider_identity"
    __table_args__ = ({"sqlite_autoincrement": True},)  # sessions and the audit name ids

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    identity_hash: Mapped[str] = mapped_column(unique=True)
    issuer: Mapped[str] = mapped_column()
    subject: Mapped[str] = mapped_column(SealedText("provider_identity.subject"))
    group_ids: Mapped[list[int]] = mapped_column(JSON(), default_factory=list)
    connected_at: Mapped[datetime] = mapped_column()
    used_at: Mapped[datetime] = mapped_column()

    @property
    def opened_by(self) -> str:
        """What sessions say that it opened."""
        return f"identity:{self.id}"


class ProviderProof(Model, kw_only=True, repr=False):
    """What a provider said of somebody without an account, or whose account is not connected yet.

    It waits some minutes for the second proof, or for the name of a newcomer, in the browser that has its
    secret. `address` is "" unless the provider proves it; `groups` is None if it said nothing of them.
    """

    __tablename__ = "provider_proof"

    id_hash: Mapped[str] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column()
    identity_hash: Mapped[str] = mapped_column()
    subject: Mapped[str] = mapped_column(SealedText("provider_proof.subject"))
    address: Mapped[str] = mapped_column(SealedText("provider_proof.address"), default="")
    name: Mapped[str] = mapped_column(SealedText("provider_proof.name"), default="")
    groups: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True), default=None)
    made_at: Mapped[datetime] = mapped_column(index=True)
    proved_at: Mapped[datetime | None] = mapped_column(default=None)
    onward: Mapped[str] = mapped_column(default="")
    brought_by: Mapped[str] = mapped_column(default="")
