"""A case as one of its sides reads it: their report or answer, the decision, the appeal."""

from typing import Any

from flask import abort, render_template, request

from intro_app import links
from intro_app.clock import now
from intro_app.errors import StaleError
from intro_app.identity.session import current_member
from intro_app.introductions.states import Role
from intro_app.links import LinkBroken, LinkPurpose
from intro_app.moderation import emails, evidence, policy, queries, service
from intro_app.moderation.forms import AppealForm, SideForm
from intro_app.moderation.models import Case, Side
from intro_app.moderation.service.appealing import may_appeal
from intro_app.moderation.service.hearing import may_tell_side
from intro_app.moderation.stages import AppealOutcome
from intro_app.moderation.views.blueprint import Page, bp
from intro_app.web.access import preserves_input, token_page, while_suspended
from intro_app.web.incoming import number
from intro_app.web.languages import use_locale
from intro_app.web.messages import error_message
from intro_app.web.paths import path_for, redirect_to


@bp.get("/h/<token>")
@token_page
def case_link(token: str) -> Page:
    """Show the case behind the link of an e-mail; needs no account and ignores blocks."""
    case, side = _subject(token)
    return _show(case, side, token)


@bp.post("/h/answer")
@token_page
def tell_side() -> Page:
    """Take the side of the reported person by their link."""
    token = request.form.get("token", "")
    case, side = _subject(token)
    return _tell(case, side, token) or _show(case, side, token, done="heard")


@bp.post("/h/appeal")
@token_page
def appeal() -> Page:
    """Take an appeal by the link of a decision."""
    token = request.form.get("token", "")
    case, side = _subject(token)
    return _appeal(case, side, token) or _show(case, side, token, done="appealed")


@bp.get("/me/cases")
def my_cases() -> Page:
    """List the member's cases: what they reported, and what was reported about them."""
    return render_template("moderation/my_cases.html", rows=queries.cases_of(current_member().id, now()))


@bp.get("/me/cases/<public_id>")
def my_case(public_id: str) -> Page:
    """Show one of the member's cases, with what they can do about it."""
    case, side = _mine(public_id)
    return _show(case, side, "")


@bp.post("/me/cases/<public_id>/answer")
@while_suspended
@preserves_input(shown_by="moderation.my_case")
def tell_side_on_site(public_id: str) -> Page:
    """Take the side of the reported member on the site."""
    case, side = _mine(public_id)
    return _tell(case, side, "") or redirect_to("moderation.my_case", public_id=public_id, done="heard")


@bp.post("/me/cases/<public_id>/appeal")
@while_suspended
@preserves_input(shown_by="moderation.my_case")
def appeal_on_site(public_id: str) -> Page:
    """Take an appeal on the site."""
    case, side = _mine(public_id)
    return _appeal(case, side, "") or redirect_to("moderation.my_case", public_id=public_id, done="appealed")


@bp.app_template_global()
def my_case_behind(about: str) -> str:
    """Return the public id of the reader's case behind a ledger entry such as `report:3`; may be empty."""
    kind, _colon, given = about.partition(":")
    report = number(given) if kind == "report" else None
    return "" if report is None else queries.case_behind(report, current_member().id)


def _tell(case: Case, side: Side, token: str) -> Page | None:
    """Store the side; return None, or the page with an error."""
    form = SideForm()
    if side.role is not case.about:
        abort(404)
    if not form.validate():
        return _show(case, side, token, telling=form, status=422)
    try:
        service.tell_side(case.id, form.words.data or "", at=now())
    except StaleError as problem:
        return _show(case, side, token, problem=error_message(problem), status=409)
    return None


def _appeal(case: Case, side: Side, token: str) -> Page | None:
    form = AppealForm()
    if not form.validate():
        return _show(case, side, token, appealing=form, status=422)
    try:
        service.appeal(case.id, side.role, form.words.data or "", at=now(), report_id=side.report_id)
    except StaleError as problem:
        return _show(case, side, token, problem=error_message(problem), status=409)
    return None


def _subject(token: str) -> tuple[Case, Side]:
    link = links.find(token, LinkPurpose.CASE).ensure_open(now())
    _kind, case_id, role, *report_id = link.subject.split(":")
    case, side = queries.case_by_id(int(case_id)), Side(Role(role), int(report_id[0]) if report_id else 0)
    if case is None:
        raise LinkBroken
    use_locale(_locale_of(case, side))
    return case, side


def _locale_of(case: Case, side: Side) -> str:
    if case.is_introduction:
        return case.introduction.locale_of(side.role)
    to = emails.addressee(case, *side)
    return to.locale if to else ""


def _mine(public_id: str) -> tuple[Case, Side]:
    return queries.of_member(current_member(), public_id, now()) or abort(404)


def _show(
    case: Case,
    side: Side,
    token: str,
    *,
    telling: SideForm | None = None,
    appealing: AppealForm | None = None,
    problem: str = "",
    done: str = "",
    status: int = 200,
) -> Page:
    about_me = side.role is case.about
    page = render_template(
        "moderation/my_case.html",
        **_told(case, side),
        side_form=telling or (SideForm(formdata=None) if about_me and may_tell_side(case, now()) else None),
        appeal_form=appealing
        or (AppealForm(formdata=None) if may_appeal(case, side.role, now(), side.report_id) else None),
        **_where_to_send(case, token),
        token=token,
        problem=problem,
        done=done,
    )
    return page, status


def _overturned_because(case: Case) -> str:
    """Return the reasons of the appeal that overturned the decision, which are written for both sides."""
    overturning = [one for one in case.appeals if one.outcome is AppealOutcome.OVERTURNED]
    return overturning[-1].reasons if overturning else ""


def _told(case: Case, side: Side) -> dict[str, Any]:
    """Return what this side may know of the case, for the template."""
    about_me, decision = side.role is case.about, case.decision
    stands = decision is not None and decision.overturned_at is None
    heard = about_me and case.heard_from is not None and case.heard_from <= now()
    return {
        "case": case,
        "about_me": about_me,
        "heard": heard,
        "own": evidence.written_by(side.role, case.evidence) if heard and case.evidence else [],
        "report": None if about_me else case.report_of(*side),
        "decision": decision,
        "stands": stands,
        "effect": emails.effect_of(case, decision, now()) if decision and stands and about_me else None,
        "appeal": case.appeal_of(*side),
        "overturned_because": _overturned_because(case),
        "appeal_until": decision.known_since + policy.APPEAL_WITHIN
        if decision and decision.known_since
        else None,
    }


def _where_to_send(case: Case, token: str) -> dict[str, str]:
    if token:
        return {"answer_to": path_for("moderation.tell_side"), "appeal_to": path_for("moderation.appeal")}
    return {
        "answer_to": path_for("moderation.tell_side_on_site", public_id=case.public_id),
        "appeal_to": path_for("moderation.appeal_on_site", public_id=case.public_id),
    }
