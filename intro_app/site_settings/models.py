"""One row for each change of a setting on the page; who made it stands in the audit."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

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
