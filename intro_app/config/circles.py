"""The settings of circles."""

from dataclasses import dataclass

from intro_app.config.readers import between
from intro_app.config.setting import setting


@dataclass(frozen=True, kw_only=True)
class CircleSettings:
    """How much room the pictures in posts may take."""

    pictures_mb: int = setting(
        2000,
        "So many megabytes may the pictures in posts take in all; 0: no pictures.",
        between(0, 1_000_000),
    )
    pictures_mb_member: int = setting(50, "So many may those of one member take.", between(1, 100_000))
