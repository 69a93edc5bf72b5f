"""Under which clocks an introduction was sent: a setting that changes later holds for new ones only."""

from intro_app.config import settings
from intro_app.introductions.clocks import KEPT, Clocks
from intro_app.introductions.models import Introduction


def clocks_of(introduction: Introduction) -> Clocks:
    """Return the clocks under which an introduction was sent."""
    return Clocks.kept(settings(), {name: getattr(introduction, name) for name in KEPT})
