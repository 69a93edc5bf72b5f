"""Who may do what in a circle. Membership is a fact here; a block is none: who is blocked finds no circle at all."""

from dataclasses import dataclass

from intro_app.community.models.circles import Joining

LARGEST_CIRCLE = 150
CIRCLES_OF_ONE_HOST = 10


@dataclass(frozen=True, kw_only=True)
class CirclePermissions:
    """Where a reader stands to a circle; a visitor has no `joining` and no membership."""

    is_public: bool
    is_signed_in: bool = False
    joining: Joining | None = None
    is_host: bool = False
    has_membership: bool = False

    @property
    def is_in(self) -> bool:
        """Whether they belong to it."""
        return self.joining is Joining.IN

    @property
    def may_read(self) -> bool:
        """What stands in a public circle is read by anybody, the rest by its own people; it costs nothing."""
        return self.is_public or self.is_in

    @property
    def may_write(self) -> bool:
        """Writing takes belonging to the circle, and membership."""
        return self.is_in and self.has_membership

    @property
    def may_host(self) -> bool:
        """What a host does takes membership too."""
        return self.is_host and self.has_membership

    @property
    def may_ask_to_join(self) -> bool:
        """Anybody signed in who does not wait already, and is not invited."""
        return self.is_signed_in and self.joining in {None, Joining.LEFT}
