"""The pages on which caretakers make, change and remove fields."""

from flask import abort, render_template, request

from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity.session import current_member
from intro_app.organising.blueprint import Page, bp
from intro_app.organising.fields import queries
from intro_app.organising.fields.forms import FieldForm, field_form, typed_form
from intro_app.organising.fields.policy import differences
from intro_app.own_fields import service
from intro_app.own_fields.policy import MOST_FIELDS, is_sensitive
from intro_app.own_fields.queries import number_answered
from intro_app.site_settings import DefinedField, own_fields
from intro_app.web.access import preserves_input, staff
from intro_app.web.incoming import number
from intro_app.web.languages import choose_language
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to

_HERE = "organising.field"


@bp.get("/staff/fields")
@staff("caretaker")
def fields() -> Page:
    """List the fields, and offer to make one."""
    return _overview(field_form())


@bp.post("/staff/fields")
@preserves_input
@staff("caretaker")
def make_field() -> Page:
    """Add a field to the profile."""
    form = typed_form()
    if not form.validate():
        return _overview(form, 422)
    try:
        made = service.make_field(form.draft(), current_member().id, now())
    except DomainError as problem:
        return _overview(form, 422, problem=error_message(problem))
    return redirect_to(_HERE, public_id=made.public_id, done="field-made")


@bp.get("/staff/fields/<public_id>")
@staff("caretaker")
def field(public_id: str) -> Page:
    """Show a field: its form, its changes, and the way to remove it."""
    asked = _asked(public_id)
    return _field(asked, field_form(asked))


@bp.post("/staff/fields/<public_id>")
@preserves_input
@staff("caretaker")
def change_field(public_id: str) -> Page:
    """Change a field."""
    asked = _asked(public_id)
    form = typed_form(asked)
    if not form.validate():
        return _field(asked, form, 422)
    is_new = service.change_field(asked.id, form.draft(), current_member().id, now())
    return redirect_to(_HERE, public_id=public_id, done="field-changed" if is_new else "field-same")


@bp.post("/staff/fields/<public_id>/undo")
@staff("caretaker")
def undo_field(public_id: str) -> Page:
    """Set a field back to what it was before its latest change."""
    _asked(public_id)
    done = service.undo_field_change(number(request.form.get("change")) or 0, current_member().id, now())
    return redirect_to(_HERE, public_id=public_id, done="field-undone" if done else "setting-changed-since")


@bp.post("/staff/fields/<public_id>/remove")
@staff("caretaker")
def remove_field(public_id: str) -> Page:
    """Remove a field with all answers, after a ticked confirmation."""
    asked = _asked(public_id)
    if request.form.get("sure") != "yes":
        return _field(asked, field_form(asked), 422, problem=_("Tick the box to confirm."))
    service.remove_field(asked.id, current_member().id, now())
    return redirect_to("organising.fields", done="field-removed")


def _asked(public_id: str) -> DefinedField:
    return queries.field_by_public_id(public_id) or abort(404)


def _overview(form: FieldForm, status: int = 200, *, problem: str = "") -> Page:
    language, answered = choose_language(), number_answered()
    rows = [(one, one.label(language), answered.get(one.id, 0)) for one in own_fields()]
    page = render_template(
        "organising/fields.html", form=form, rows=rows, is_full=len(rows) >= MOST_FIELDS, problem=problem
    )
    return page, status


def _field(asked: DefinedField, form: FieldForm, status: int = 200, *, problem: str = "") -> Page:
    changes = [(one, differences(one.before, one.after)) for one in queries.changes_of(asked.id)]
    page = render_template(
        "organising/field.html",
        field_asked=asked,
        label=asked.label(choose_language()),
        form=form,
        is_sensitive=any(map(is_sensitive, asked.labels.values())),
        answered=number_answered().get(asked.id, 0),
        changes=changes,
        problem=problem,
    )
    return page, status
