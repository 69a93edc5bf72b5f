"""The report form: from a link in any e-mail, without an account, or on the site."""

from flask import abort, render_template, request

from intro_app import links
from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity.session import current_member
from intro_app.introductions.models import Introduction
from intro_app.introductions.queries import ask_by_id, seen_by, view_of
from intro_app.introductions.states import Role
from intro_app.links import Link, LinkBroken, LinkEnded, LinkPurpose
from intro_app.moderation import queries, service
from intro_app.moderation.forms import ReportForm
from intro_app.moderation.views.blueprint import Page, bp
from intro_app.moderation.views.subjects import form_about, invited, take_about
from intro_app.reportable import SubjectKind
from intro_app.web.access import preserves_input, token_page, while_suspended
from intro_app.web.languages import use_locale
from intro_app.web.messages import error_message
from intro_app.web.paths import path_for, redirect_to
from intro_app.wording import N_

# The purposes of links with which an introduction can be reported.
_OPENED_BY = (LinkPurpose.REPORT, LinkPurpose.ANSWER, LinkPurpose.FOLLOW_UP)
_UNNAMED = {
    Role.FIRST: N_("The person who asked"),
    Role.SECOND: N_("The person who was asked"),
    Role.CONNECTOR: N_("The person who connected you"),
}
Subject = tuple[Introduction, Role]


@bp.get("/p/<token>")
@token_page
def report_link(token: str) -> Page:
    """Show the form, from an e-mail, the page of an answer, or an invitation."""
    if invited(token):
        return form_about(SubjectKind.INVITATION, token=token)
    introduction, role = _subject(token)
    form = _form_for(introduction, role)
    return _form(form, introduction, post_to=path_for("moderation.report"), token=token)


@bp.post("/p")
@token_page
def report() -> Page:
    """Take a report by a link; idempotent."""
    token = request.form.get("token", "")
    if invitation := invited(token):
        return take_about(SubjectKind.INVITATION, invitation, token=token)
    introduction, role = _subject(token)
    return _take(introduction, role, post_to=path_for("moderation.report"), token=token)


@bp.get("/introductions/<public_id>/report")
def report_page(public_id: str) -> Page:
    """Show the form on the site."""
    introduction, role = _mine(public_id)
    form = _form_for(introduction, role)
    return _form(form, introduction, post_to=request.path, token="")


@bp.post("/introductions/<public_id>/report")
@while_suspended
@preserves_input
def report_on_site(public_id: str) -> Page:
    """Take a report on the site."""
    introduction, role = _mine(public_id)
    done = _take(introduction, role, post_to=request.path, token="")
    if isinstance(done, tuple):
        return done
    return redirect_to("introductions.introduction", public_id=public_id, done="reported")


def _take(introduction: Introduction, role: Role, *, post_to: str, token: str) -> Page:
    form = _form_for(introduction, role)
    if not form.validate():
        return _form(form, introduction, post_to=post_to, token=token), 422
    complaint = form.complaint()
    try:
        service.report(introduction.id, role, complaint, at=now())
    except DomainError as problem:
        form.form_errors.append(error_message(problem))
        return _form(form, introduction, post_to=post_to, token=token), 422
    return render_template("moderation/reported.html", blocked=complaint.block_too)


def _form(form: ReportForm, introduction: Introduction, *, post_to: str, token: str) -> str:
    shown = {"post_to": post_to, "token": token, "sent_at": introduction.sent_at}
    return render_template("moderation/report.html", form=form, **shown)


def _subject(token: str) -> Subject:
    for purpose in _OPENED_BY:
        try:
            link = links.find(token, purpose)
        except LinkBroken:
            continue
        return _spoken(*_behind(link.ensure_open(now())))
    raise LinkBroken


def _spoken(introduction: Introduction, role: Role) -> Subject:
    use_locale(introduction.locale_of(role))
    return introduction, role


def _behind(link: Link) -> Subject:
    kind, _colon, rest = link.subject.partition(":")
    if kind == "ask":
        ask = ask_by_id(int(rest))
        if ask is None:
            raise LinkBroken
        return ask.introduction, ask.role
    number, _colon, role = rest.partition(":")
    introduction = queries.introduction_by_id(int(number))
    if introduction is None:
        raise LinkBroken
    return introduction, Role(role)


def _mine(public_id: str) -> Subject:
    introduction = seen_by(current_member(), public_id) or abort(404)
    role = introduction.role_of(current_member())
    assert role is not None, "seen_by returns only what the reader has a part in"
    return introduction, role


def _form_for(introduction: Introduction, role: Role) -> ReportForm:
    """Return the form with those who can be reported, as the reader knows them.

    Raises LinkEnded if nobody can.
    """
    roles, seen = service.reportable(introduction, role, now()), view_of(introduction, role)
    if not roles:
        raise LinkEnded(LinkPurpose.REPORT)
    return ReportForm.about_one_of({one: seen.name_of(one) or _(_UNNAMED[one]) for one in roles})
