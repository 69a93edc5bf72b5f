"""Until when a moderator has stopped the reader from something, for pages with a form for it."""

from datetime import datetime

from intro_app.clock import now
from intro_app.identity.session import current_member
from intro_app.people.models import StoppableAct
from intro_app.people.stops import stops_of
from intro_app.people.views.blueprint import bp
from intro_app.web.access import is_signed_in


@bp.app_template_global()
def stopped_until(act: str) -> datetime | None:
    """Return until when the reader may not do this, or None."""
    return stops_of(current_member().id, now()).get(StoppableAct(act)) if is_signed_in() else None
