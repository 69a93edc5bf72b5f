"""Who may do what in a circle. Blocks are not checked here: the queries hide a circle behind a block."""

from dataclasses import dataclass

from intro_app.community.circles.models import Joining

LARGEST_CIRCLE = 150
CIRCLES_OF_ONE_HOST = 10


def mail_scope(circle_id: int) -> str:
    """Return the scope of the e-mails about a circle, which their reader may stop."""
    return f"circle:{circle_id}"


@dataclass(frozen=True, kw_only=True)
class CirclePermissions:
    """A reader's relation to a circle, and what it permits. A visitor has no `joining` and no membership."""

    is_public: bool
    is_signed_in: bool = False
    joining: Joining | None = None
    is_host: bool = False
    is_co_host: bool = False
    is_archived: bool = False
    has_membership: bool = False

    @property
    def is_in(self) -> bool:
        """Whether they belong to the circle."""
        return self.joining is Joining.IN

    @property
    def may_read(self) -> bool:
        """Whether they may read: a public circle anybody, others only its people. Needs no membership."""
        return self.is_public or self.is_in

    @property
    def may_write(self) -> bool:
        """Whether they may write: whoever belongs to a circle that is not archived. Needs no membership."""
        return self.is_in and not self.is_archived

    @property
    def may_host(self) -> bool:
        """Whether they may act as host, which also requires a membership."""
        return self.is_host and self.has_membership

    @property
    def may_tend(self) -> bool:
        """Whether they keep the circle in order: its host and co-hosts. Needs no membership."""
        return self.is_host or (self.is_co_host and self.is_in)

    @property
    def may_ask_to_join(self) -> bool:
        """Whether they are signed in and neither in the circle, waiting for an answer, nor invited."""
        return self.is_signed_in and not self.is_archived and self.joining in {None, Joining.LEFT}
