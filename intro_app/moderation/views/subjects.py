"""The report form for what somebody wrote: on its page, with an account or without one, or by its link."""

from flask import abort, render_template, request
from flask_babel import get_locale

from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.identity.session import current_member
from intro_app.moderation import service
from intro_app.moderation.forms import SubjectReportForm
from intro_app.moderation.views.blueprint import Page, bp
from intro_app.reportable import ReportSubject, SubjectKind, source_of
from intro_app.web.access import is_signed_in, preserves_input, public
from intro_app.web.limits import hit, refuse, slow_down_network
from intro_app.web.messages import error_message
from intro_app.web.network import network
from intro_app.web.paths import path_for

BY_MEMBER, BY_NETWORK = "30/day", "20/day"


@bp.get("/report/<kind>/<public_id>")
@public
def report_subject(kind: str, public_id: str) -> Page:
    """Show the form for something that the reader may see."""
    found, _subject = _seen(kind, public_id)
    return form_about(found)


@bp.post("/report/<kind>/<public_id>")
@preserves_input
@public
def take_report(kind: str, public_id: str) -> Page:
    """Take the report."""
    return take_about(*_seen(kind, public_id))


def invited(token: str) -> ReportSubject | None:
    """Return the invitation whose link or code this is, or None."""
    source = source_of(SubjectKind.INVITATION)
    return source.seen_by(token, 0, now()) if source else None


def form_about(kind: SubjectKind, *, token: str = "") -> str:
    """Show the form for a subject; `token` is of the link that opened it."""
    return _form(SubjectReportForm(formdata=None), kind, token)


def take_about(kind: SubjectKind, subject: ReportSubject, *, token: str = "") -> Page:
    """Take a report about a subject that the reader may see."""
    form = SubjectReportForm()
    slow_down_network()
    if not form.validate():
        return _form(form, kind, token), 422
    _spend()
    try:
        service.report_subject(kind, subject, form.complaint(str(get_locale())), _reader(), at=now())
    except DomainError as problem:
        form.form_errors.append(error_message(problem))
        return _form(form, kind, token), 422
    return render_template("moderation/reported.html", blocked=False)


def _reader() -> Member | None:
    return current_member() if is_signed_in() else None


def _seen(kind: str, public_id: str) -> tuple[SubjectKind, ReportSubject]:
    if kind not in set(SubjectKind) - {SubjectKind.INVITATION}:  # that one is reported by its link
        abort(404)
    source, reader = source_of(SubjectKind(kind)), _reader()
    subject = source.seen_by(public_id, reader.id if reader else 0, now()) if source else None
    return SubjectKind(kind), subject or abort(404)


def _spend() -> None:
    reader = _reader()
    limit = (
        hit("report_subject", str(reader.id), BY_MEMBER)
        if reader
        else hit("report_as_visitor", network(), BY_NETWORK)
    )
    if not limit.allowed:
        refuse(limit)


def _form(form: SubjectReportForm, kind: SubjectKind, token: str = "") -> str:
    return render_template(
        "moderation/report_subject.html",
        form=form,
        kind=kind,
        is_visitor=not is_signed_in(),
        post_to=path_for("moderation.report") if token else request.path,
        token=token,
    )
