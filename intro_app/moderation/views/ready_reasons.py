"""The page on which moderators write reasons that are ready to use."""

from flask import abort, render_template

from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.identity.session import current_member
from intro_app.moderation import queries, service
from intro_app.moderation.forms import ReadyReasonForm
from intro_app.moderation.models import ReadyReason, ReasonUse
from intro_app.moderation.views.blueprint import Page, bp
from intro_app.web.access import preserves_input, staff
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to


@bp.get("/moderation/reasons")
@staff("moderator")
def ready_reasons() -> Page:
    """List the reasons, with a form for another one."""
    return _list(ReadyReasonForm(formdata=None))


@bp.post("/moderation/reasons")
@preserves_input
@staff("moderator")
def write_ready_reason() -> Page:
    """Store another reason."""
    form = ReadyReasonForm()
    if not form.validate():
        return _list(form, 422)
    try:
        _store(form, None)
    except DomainError as problem:
        form.form_errors.append(error_message(problem))
        return _list(form, 409)
    return redirect_to("moderation.ready_reasons", done="reason-saved")


@bp.get("/moderation/reasons/<int:reason_id>")
@staff("moderator")
def ready_reason(reason_id: int) -> Page:
    """Show one reason in a form."""
    reason = _reason(reason_id)
    return _one(ReadyReasonForm.showing(reason), reason)


@bp.post("/moderation/reasons/<int:reason_id>")
@preserves_input
@staff("moderator")
def change_ready_reason(reason_id: int) -> Page:
    """Change one reason."""
    reason, form = _reason(reason_id), ReadyReasonForm()
    if not form.validate():
        return _one(form, reason, 422)
    _store(form, reason_id)
    return redirect_to("moderation.ready_reasons", done="reason-saved")


@bp.post("/moderation/reasons/<int:reason_id>/remove")
@staff("moderator")
def remove_ready_reason(reason_id: int) -> Page:
    """Remove one reason."""
    service.remove_ready(_reason(reason_id), current_member(), at=now())
    return redirect_to("moderation.ready_reasons", done="reason-removed")


def _store(form: ReadyReasonForm, reason_id: int | None) -> None:
    service.write_ready(reason_id, ReasonUse(form.use.data), form.words(), current_member(), at=now())


def _reason(reason_id: int) -> ReadyReason:
    found = queries.ready_reason(reason_id)
    return found or abort(404)


def _list(form: ReadyReasonForm, status: int = 200) -> Page:
    page = render_template("moderation/ready_reasons.html", form=form, reasons=queries.ready_reasons())
    return page, status


def _one(form: ReadyReasonForm, reason: ReadyReason, status: int = 200) -> Page:
    return render_template("moderation/ready_reason.html", form=form, reason=reason), status
