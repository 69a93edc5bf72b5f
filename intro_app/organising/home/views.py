"""The front page of staff, and the number beside its link in the navigation."""

from flask import g, render_template

from intro_app.clock import now
from intro_app.identity.models import StaffRole
from intro_app.identity.queries import founding_until
from intro_app.identity.session import current_member
from intro_app.journal.queries import is_held
from intro_app.organising.blueprint import Page, bp
from intro_app.organising.founding.policy import steps
from intro_app.organising.founding.queries import founding_facts
from intro_app.organising.health.policy import findings
from intro_app.organising.health.queries import health_facts
from intro_app.organising.home.policy import StaffWaiting, pages_for
from intro_app.organising.home.queries import waiting_for_staff
from intro_app.organising.suspensions.queries import open_appeals
from intro_app.web.access import ANY_RIGHT, rights_of_reader, staff


@bp.app_context_processor
def staff_navigation() -> dict[str, object]:
    """Tell templates whether the reader is on staff, and how much waits for them; members cost nothing."""
    rights = rights_of_reader()
    if not rights:
        return {"on_staff": False, "staff_count": 0, "site_is_held": False}
    return {"on_staff": True, "staff_count": _waiting().total, "site_is_held": is_held()}


@bp.get("/staff")
@staff(ANY_RIGHT)
def staff_home() -> Page:
    """Show what waits, and the pages that the reader's rights open."""
    rights, at = rights_of_reader(), now()
    ill = [one for one in findings(health_facts(at), at) if one.is_wrong] if _looks_after(rights) else []
    return render_template(
        "organising/home.html",
        waiting=_waiting(),
        appeals=open_appeals(current_member().id, at) if StaffRole.HOST in rights else [],
        ill=ill,
        founding=(until := founding_until(at)),
        steps=steps(founding_facts()) if until else [],
        rights=rights,
        pages=pages_for(rights),
    )


def _looks_after(rights: frozenset[str]) -> bool:
    return StaffRole.CARETAKER in rights


def _waiting() -> StaffWaiting:
    """Return what waits for the reader; asked once a request."""
    if "staff_waiting" not in g:
        g.staff_waiting = waiting_for_staff(current_member(), rights_of_reader(), now())
    found: StaffWaiting = g.staff_waiting
    return found
