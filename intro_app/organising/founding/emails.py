"""The one e-mail about a site's beginning: that it ends soon, and what is still to do."""

from datetime import datetime

from intro_app.config import settings
from intro_app.identity.models import Member
from intro_app.identity.policy import FOUNDING_MEMBERS
from intro_app.outbox import Email, compose


def founding_ends(caretaker: Member, until: datetime, still_to_do: int) -> Email:
    """Tell whoever looks after the site when its founding phase ends, and what changes then."""
    return compose(
        "founding_ends",
        "organising",
        to=caretaker.addressee,
        dedupe=f"founding_ends:{caretaker.id}",
        about="founding",
        scopes=("kind:founding_ends",),
        until=until,
        members=FOUNDING_MEMBERS,
        still_to_do=still_to_do,
        url=f"{settings().base_url}/staff",
    )
