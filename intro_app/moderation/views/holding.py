"""Asks held for reading: read them (audited), release them, or return them with a reason."""

from flask import abort, render_template

from intro_app.clock import now
from intro_app.identity.session import current_member
from intro_app.introductions.models import Introduction
from intro_app.moderation import evidence, queries, service
from intro_app.moderation.forms import ReturnForm
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.views.blueprint import Page, bp
from intro_app.web.access import staff
from intro_app.web.paths import redirect_to


@bp.post("/moderation/held/<public_id>/read")
@staff("moderator")
def read_held(public_id: str) -> Page:
    """Show the letter as it would be sent, and audit that it was read."""
    return _show(_held(public_id))


@bp.post("/moderation/held/<public_id>/release")
@staff("moderator")
def release_held(public_id: str) -> Page:
    """Release the ask."""
    service.release(_held(public_id), current_member(), at=now())
    return redirect_to("moderation.queue", done="released")


@bp.post("/moderation/held/<public_id>/return")
@staff("moderator")
def return_held(public_id: str) -> Page:
    """Return the ask to its author with a rule and a reason."""
    introduction, form = _held(public_id), ReturnForm()
    if not form.validate():
        return _show(introduction, form, status=422)
    rule, reason = Grounds(form.rule.data), form.reason.data or ""
    service.send_back(introduction, rule, reason, current_member(), at=now())
    return redirect_to("moderation.queue", done="returned")


def _held(public_id: str) -> Introduction:
    return queries.held_by_id(public_id) or abort(404)


def _show(introduction: Introduction, form: ReturnForm | None = None, *, status: int = 200) -> Page:
    service.read_held(introduction, current_member(), at=now())
    copy = evidence.sealed(introduction)
    page = render_template(
        "moderation/held.html",
        introduction=introduction,
        names=evidence.names(copy),
        written=evidence.written_by(introduction.author_role, copy),
        form=form or ReturnForm(formdata=None),
    )
    return page, status
