"""What organisers set on pages: one row for each change; who made it stands in the audit."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.config.own_fields import Audience, FieldKind
from intro_app.db import Model


class SiteSetting(Model, kw_only=True, repr=False):
    """A change of one setting; the newest row of a name holds. Texts are as in the environment, or empty."""

    __tablename__ = "site_setting"
    __table_args__ = ({"sqlite_autoincrement": True},)  # the audit names ids

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(index=True)
    value: Mapped[str] = mapped_column()
    before: Mapped[str] = mapped_column()
    made_at: Mapped[datetime] = mapped_column()


class SettingProposal(Model, kw_only=True, repr=False):
    """A change that opens the site to more people, until it is confirmed, withdrawn or due.

    `part` is what it opens, of which one waits at a time; `texts` are settings by name, as in SiteSetting.
    The row goes when it is decided; who proposed it and who decided stands in the audit.
    """

    __tablename__ = "setting_proposal"
    __table_args__ = ({"sqlite_autoincrement": True},)  # the audit names ids

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    part: Mapped[str] = mapped_column(unique=True)
    texts: Mapped[dict[str, Any]] = mapped_column()
    applies_at: Mapped[datetime] = mapped_column(index=True)


class SiteLogo(Model, kw_only=True, repr=False):
    """A logo that was uploaded, drawn anew in two sizes; which one the site has is the setting `logo`."""

    __tablename__ = "site_logo"

    name: Mapped[str] = mapped_column(primary_key=True)
    header: Mapped[bytes] = mapped_column()
    icon: Mapped[bytes] = mapped_column()
    made_at: Mapped[datetime] = mapped_column()


class PageKind(StrEnum):
    """A page that organisers write, in the order in which the foot of a page has them."""

    ABOUT = "about"
    TERMS = "terms"
    PRIVACY = "privacy"
    IMPRINT = "imprint"


class SitePage(Model, kw_only=True, repr=False):
    """A version of a page in one language; the newest holds, and one without words takes the page away.

    `change` says in a sentence what is different from the version before. With `applies_at`, it holds from
    then on; without, from when it was made.
    """

    __tablename__ = "site_page"
    __table_args__ = (UniqueConstraint("kind", "locale", "version"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[PageKind] = mapped_column()
    locale: Mapped[str] = mapped_column()
    version: Mapped[int] = mapped_column()
    words: Mapped[str] = mapped_column()
    change: Mapped[str] = mapped_column()
    made_at: Mapped[datetime] = mapped_column()
    applies_at: Mapped[datetime | None] = mapped_column(default=None)


class OwnField(Model, kw_only=True, repr=False):
    """A field that staff added to the profile; `labels` and `hints` are by language.

    `audience` is who reads answers at most. `agreed` is the number of the change that last widened it: an
    answer saved before is hidden until its owner saves it again.
    """

    __tablename__ = "own_field"
    __table_args__ = ({"sqlite_autoincrement": True},)  # the audit names ids

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: secrets.token_urlsafe(8))
    kind: Mapped[FieldKind] = mapped_column()
    audience: Mapped[Audience] = mapped_column()
    required: Mapped[bool] = mapped_column(default=False)
    labels: Mapped[dict[str, Any]] = mapped_column()
    hints: Mapped[dict[str, Any]] = mapped_column()
    options: Mapped[list[str]] = mapped_column()
    agreed: Mapped[int] = mapped_column(default=0)


class OwnFieldChange(Model, kw_only=True, repr=False):
    """A change of a field, as it stood before and after; who made it stands in the audit."""

    __tablename__ = "own_field_change"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    field_id: Mapped[int] = mapped_column(ForeignKey("own_field.id"), index=True)
    before: Mapped[dict[str, Any]] = mapped_column()
    after: Mapped[dict[str, Any]] = mapped_column()
    made_at: Mapped[datetime] = mapped_column()
