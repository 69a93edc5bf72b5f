"""The settings of circles: membership, pictures, and replies by e-mail."""

from dataclasses import dataclass

from intro_app.config import readers
from intro_app.config.readers import between
from intro_app.config.setting import setting


@dataclass(frozen=True, kw_only=True)
class CircleSettings:
    """Who starts circles, how much room pictures take, and whether threads take replies by e-mail."""

    bounce_address: str
    bounce_listen: str
    bounce_mailbox: str
    membership: bool = setting(
        True,
        "Starting circles and hosting gatherings need a membership; no or off: they are open to all.",
        readers.flag,
    )
    pictures_mb: int = setting(
        2000,
        "So many megabytes may the pictures in posts take in all; 0: no pictures.",
        between(0, 1_000_000),
    )
    pictures_mb_member: int = setting(50, "So many may those of one member take.", between(1, 100_000))
    reply_by_mail: bool = setting(
        True,
        "Threads take replies by e-mail, where BOUNCE_LISTEN or BOUNCE_MAILBOX is set; no: not.",
        readers.flag,
    )

    @property
    def takes_replies(self) -> bool:
        """Whether threads take replies by e-mail: only where something listens for what comes."""
        is_read = self.bounce_listen or self.bounce_mailbox
        return bool(self.reply_by_mail and is_read and self.bounce_address)
