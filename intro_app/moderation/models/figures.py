"""The public figures of the time before a month, as they were counted when that month began."""

from datetime import date
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model


class PublicFigures(Model, kw_only=True, repr=False):
    """What /transparency shows from the first day of `month` on: figures in fives, nobody's name."""

    __tablename__ = "public_figures"

    month: Mapped[date] = mapped_column(primary_key=True)
    counted: Mapped[dict[str, Any]] = mapped_column(JSON)
