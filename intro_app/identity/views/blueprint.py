"""The blueprint of accounts, the type its views return, and its confirmation messages."""

from collections.abc import Callable

from flask import Blueprint
from werkzeug.wrappers import Response

from intro_app.clock import now
from intro_app.config import settings
from intro_app.identity.queries import is_nobody_here
from intro_app.identity.session import note_staff_page
from intro_app.web.access import ANY_RIGHT, is_signed_in, requested_access
from intro_app.web.templating import say_when_done
from intro_app.wording import N_

Page = str | Response | tuple[str, int]

bp = Blueprint("identity", __name__)


@bp.before_app_request
def note_use_of_rights() -> None:
    """Store that a right is used, which ends one day if nobody uses it; the front page of staff is no use."""
    access = requested_access()
    if access and access.staff and access.staff != ANY_RIGHT and is_signed_in():
        note_staff_page(access.staff, now())


@bp.app_context_processor
def ways_of_joining() -> dict[str, tuple[str, ...]]:
    """Tell templates who can join, for what stands beside the form for signing in."""
    return {"joining": settings().joining}


@bp.app_context_processor
def ways_of_signing_in() -> dict[str, object]:
    """Tell templates which providers there are to sign in with, and whether nothing else lets people in."""
    return {"sign_in_providers": settings().oidc_providers, "only_by_provider": settings().oidc_only}


@bp.app_context_processor
def first_member() -> dict[str, Callable[[], bool]]:
    """Return whether nobody has joined yet, which the front page tells whoever sets the site up."""
    return {"is_nobody_here": is_nobody_here}


say_when_done(
    {
        "joined": N_("Welcome, %(name)s."),
        "ended": N_("That browser is signed out."),
        "others-ended": N_("You’re signed out everywhere else."),
        "trusted": N_("You stay signed in longer on this device."),
        "not-trusted": N_("This device is like any other again."),
        "passkey-added": N_("Passkey added. You can now sign in with it."),
        "passkey-removed": N_("Passkey removed. It no longer works."),
        "address-changed": N_("Your address has changed. We’ve told the old one, too."),
        "move-stopped": N_("Your account stays at this address."),
        "mail-again": N_("You’ll receive these e-mails again."),
    }
)
