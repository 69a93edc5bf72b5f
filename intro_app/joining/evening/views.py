"""The page on which staff open a pass for an evening."""

from flask import render_template, request

from intro_app.clock import now
from intro_app.config import settings
from intro_app.groups.queries import id_of
from intro_app.identity.session import current_member
from intro_app.joining.blueprint import Page, bp
from intro_app.joining.evening import queries, service
from intro_app.joining.evening.forms import EveningForm
from intro_app.joining.evening.policy import ends_at
from intro_app.joining.invitations.codes import address_of
from intro_app.web.access import preserves_input, staff
from intro_app.web.incoming import number
from intro_app.web.paths import redirect_to


@bp.get("/staff/evening")
@staff("host")
def evening() -> Page:
    """Show the open passes with their codes, and the form for a new one."""
    return _evening(EveningForm(formdata=None))


@bp.post("/staff/evening")
@preserves_input
@staff("host")
def open_evening() -> Page:
    """Open a pass."""
    form, at = EveningForm(), now()
    if not form.validate() or form.clock.data is None:
        return _evening(form, 422)
    until = ends_at(form.clock.data, settings().time_zone, at)
    service.open_pass(
        current_member(),
        label=form.label.data or "",
        places=form.places.data or 1,
        until=until,
        group_id=id_of(form.group.data),
        at=at,
    )
    return redirect_to("joining.evening", done="evening-opened")


@bp.post("/staff/evening/close")
@staff("host")
def close_evening() -> Page:
    """Close a pass before its time."""
    service.close_pass(number(request.form.get("pass")) or 0, current_member(), now())
    return redirect_to("joining.evening", done="evening-closed")


def _evening(form: EveningForm, status: int = 200) -> Page:
    at = now()
    rows = [(one, one.state(at), address_of(one.id)) for one in queries.passes()]
    zone = settings().time_zone.key
    return render_template("joining/evening.html", form=form, rows=rows, zone=zone), status
