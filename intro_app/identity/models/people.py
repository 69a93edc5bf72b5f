"""Members and their doors."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, false, true
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intro_app.config import settings
from intro_app.db import Model
from intro_app.db.partial_index import partial_index
from intro_app.db.sealing import SealedText
from intro_app.identity.models.names import MemberName
from intro_app.outbox import Addressee
from intro_app.text.mailboxes import canonical, fingerprint

# Members who left have none.
_HAS_MAILBOX = sql("mailbox_hash <> ''")


class ContactField(StrEnum):
    """A contact detail that a member may share in an introduction."""

    EMAIL = "email"
    PHONE = "phone"
    CALENDAR_LINK = "calendar_link"


def opens_directly(to_all: bool, to_groups: Sequence[str], groups: str | None) -> bool:
    """Return whether a door, or its sign, takes direct requests of somebody who is in these groups.

    `groups` are public ids with commas between them, as `GroupDirectory.of_member` finds them.
    """
    return to_all or not set(to_groups).isdisjoint((groups or "").split(","))


class Door(Model):
    """A member's settings for who may find them, what they may be asked, and how often."""

    __tablename__ = "door"
    __table_args__ = (
        CheckConstraint("asks_per_30_days BETWEEN 0 AND 20", name="asks"),
        CheckConstraint("connects_per_30_days BETWEEN 0 AND 20", name="connects"),
        # "Never e-mail me" and an open door exclude each other, even if the service has a bug.
        CheckConstraint(
            "NOT (no_mail AND (takes_direct_asks OR connects_per_30_days > 0))",
            name="no_mail",
        ),
        Index(
            "ix_door_wheel",
            "wheel",
            unique=True,
            sqlite_where=sql("visible = 1"),
            postgresql_where=sql("visible"),
        ),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, init=False)
    visible: Mapped[bool] = mapped_column(default=False)
    takes_direct_asks: Mapped[bool] = mapped_column(default=False)
    # The public ids of the groups whose people may ask directly although others may not.
    direct_groups: Mapped[list[str]] = mapped_column(default_factory=list, server_default="[]")
    refused_purposes: Mapped[list[str]] = mapped_column(default_factory=list)
    asks_per_30_days: Mapped[int] = mapped_column(default=4)
    connects_per_30_days: Mapped[int] = mapped_column(default=4)
    paused_until: Mapped[date | None] = mapped_column(default=None)
    no_mail: Mapped[bool] = mapped_column(default=False)
    # Whether people they know may be shown whom to introduce them to.
    suggested: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Whether the member has saved these settings; until then they are the defaults.
    chosen: Mapped[bool] = mapped_column(init=False, default=False, server_default=false())
    # The member's place on the directory's wheel: random, and never changed (ADR 2).
    wheel: Mapped[int] = mapped_column(BigInteger, init=False, default_factory=lambda: secrets.randbits(62))

    def close_for_good(self) -> None:
        """Refuse asks of both kinds from now on, because no e-mail may deliver them."""
        self.no_mail, self.takes_direct_asks, self.connects_per_30_days = True, False, 0
        self.direct_groups = []


class DoorSign(Model):
    """The copy of a door that others see, renewed once a day.

    The delay hides when a door fills up, is paused or is closed. `made_at` is None until the newcomer first
    saves their door, or until the first daily batch after they joined.
    """

    __tablename__ = "door_sign"
    __table_args__ = (Index("ix_door_sign_made_at", "made_at"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, init=False)
    takes_direct_asks: Mapped[bool] = mapped_column(default=False)
    takes_asks: Mapped[bool] = mapped_column(default=True)
    connects: Mapped[bool] = mapped_column(default=True)
    direct_groups: Mapped[list[str]] = mapped_column(default_factory=list, server_default="[]")
    refused_purposes: Mapped[list[str]] = mapped_column(default_factory=list)
    paused_until: Mapped[date | None] = mapped_column(default=None)
    no_mail: Mapped[bool] = mapped_column(default=False)
    suggested: Mapped[bool] = mapped_column(default=False, server_default=false())
    asks_full_until: Mapped[datetime | None] = mapped_column(default=None)
    connects_full_until: Mapped[datetime | None] = mapped_column(default=None)
    made_at: Mapped[datetime | None] = mapped_column(default=None)

    def show(self, door: Door, at: datetime, *, hides_stop: bool = False) -> None:
        """Copy the owner's settings from the door.

        With `hides_stop`, leave out what changed because the owner stopped all mail. `asks_full_until` and
        `connects_full_until` are set elsewhere.
        """
        if not hides_stop:
            self.takes_direct_asks, self.no_mail = door.takes_direct_asks, door.no_mail
            self.direct_groups = list(door.direct_groups)
            self.connects = door.connects_per_30_days > 0
        self.takes_asks, self.suggested = door.asks_per_30_days > 0, door.suggested
        self.refused_purposes, self.paused_until = list(door.refused_purposes), door.paused_until
        self.made_at = at


class Member(Model, kw_only=True, repr=False):
    """A person with an account, who proved their address by following a signed link."""

    __tablename__ = "member"
    __table_args__ = (
        partial_index("ix_member_left_at", "left_at IS NOT NULL", "left_at"),
        Index(
            "ix_member_unlisted",
            "unlisted",
            sqlite_where=sql("unlisted = 1"),
            postgresql_where=sql("unlisted"),
        ),
        Index(
            "ix_member_mailbox_hash",
            "mailbox_hash",
            unique=True,
            sqlite_where=_HAS_MAILBOX,
            postgresql_where=_HAS_MAILBOX,
        ),
        {"sqlite_autoincrement": True},  # links and suppressions name ids, so they are never reused
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: secrets.token_urlsafe(16))
    email: Mapped[str] = mapped_column(SealedText("member.email"))
    mailbox_hash: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(MemberName)
    headline: Mapped[str] = mapped_column(default="")
    can_help_with: Mapped[str] = mapped_column(default="")
    looking_for: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    languages: Mapped[str] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(default="")
    time_zone: Mapped[str] = mapped_column(default="")
    # Whether the subjects of e-mails to this member may name anybody.
    names_in_subjects: Mapped[bool] = mapped_column(default=True, server_default=true())
    phone: Mapped[str] = mapped_column(SealedText("member.phone"), default="")
    calendar_link: Mapped[str] = mapped_column(SealedText("member.calendar_link"), default="")
    joined_at: Mapped[datetime] = mapped_column()
    left_at: Mapped[datetime | None] = mapped_column(default=None)
    # The first day of the month in which they last used the site; nothing more exact is stored for staff.
    seen_month: Mapped[date | None] = mapped_column(default=None)
    # When they last put away the notice that terms or privacy changed.
    rules_seen_at: Mapped[datetime | None] = mapped_column(default=None)
    # Whether they have signed in again since they joined; how often is not stored.
    came_back: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Whether staff suspended or removed the account: it is not found and does nothing towards others. A
    # removed one cannot be signed in to either. Both follow from the table `suspension`.
    suspended: Mapped[bool] = mapped_column(default=False, server_default=false())
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Whether a moderator's decision keeps them out of lists for some days; follows from the table `act_stop`.
    unlisted: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Pages that were verified as theirs, each with the day; a copy, which `profile_links` keeps, because
    # whoever is asked or waits reads it, and would have to look into one more table each time.
    shown_links: Mapped[list[list[str]]] = mapped_column(JSON, default_factory=list, server_default="[]")
    door: Mapped[Door] = relationship(init=False, cascade="all, delete-orphan", single_parent=True)
    sign: Mapped[DoorSign] = relationship(init=False, cascade="all, delete-orphan", single_parent=True)

    def __post_init__(self) -> None:
        """Give every new member a door, which is closed, and its sign."""
        self.door, self.sign = Door(), DoorSign()

    def reads_mail_at(self, email: str) -> None:
        """Set the address, with the keyed hash by which it is found."""
        self.email, self.mailbox_hash = email, fingerprint(email, settings().lasting_key)

    @property
    def mailbox(self) -> str:
        """The canonical spelling of the address; of a member who left, a text that is no address."""
        return canonical(self.email) or f"left:{self.id}"

    @property
    def addressee(self) -> Addressee:
        """The address, language and time zone for e-mails to this member."""
        zone = self.time_zone or settings().time_zone.key
        return Addressee(
            address=self.email,
            locale=self.locale,
            time_zone=zone,
            name=self.name,
            member_id=self.id,
            names_in_subjects=self.names_in_subjects,
        )

    def reachable_by(self, field: ContactField) -> bool:
        """Return whether the member has filled in this detail."""
        return bool(self._details()[field])

    def contact(self, fields: Iterable[ContactField]) -> dict[ContactField, str]:
        """Return the details to share for these fields, without empty ones."""
        details = self._details()
        return {field: details[field] for field in fields if details[field]}

    def _details(self) -> dict[ContactField, str]:
        return {
            ContactField.EMAIL: self.email,
            ContactField.PHONE: self.phone,
            ContactField.CALENDAR_LINK: self.calendar_link,
        }
