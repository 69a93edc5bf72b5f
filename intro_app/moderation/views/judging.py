"""A moderator's actions on a case: hear, suspend new asks, decide, second, review an appeal."""

from datetime import timedelta

from flask import abort, request

from intro_app.clock import now
from intro_app.errors import DomainError, StaleError
from intro_app.identity.session import current_member
from intro_app.moderation import queries, service
from intro_app.moderation.forms import DecisionForm, FreezeForm, HearingForm
from intro_app.moderation.models import Case
from intro_app.moderation.views.blueprint import Page, bp
from intro_app.moderation.views.desk import case_at_hand, case_of, fresh_papers, review_form
from intro_app.web.access import preserves_input, staff
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to
from intro_app.wording import N_


@bp.post("/moderation/cases/<public_id>/hear")
@preserves_input(shown_by="moderation.case_page")
@staff("moderator")
def hear(public_id: str) -> Page:
    """Ask the reported person for their side, or record why not."""
    case = case_of(public_id)
    form = HearingForm.about(case)
    if not form.validate():
        return case_at_hand(case, papers=fresh_papers(case, hearing=form), look=True, status=422)
    hearing = form.hearing()
    try:
        service.hear(case.id, hearing, current_member(), at=now())
    except DomainError as problem:
        return _stopped(case, problem)
    return _done(case, "not-asked" if hearing.unheard_because else "asked")


@bp.post("/moderation/cases/<public_id>/freeze")
@preserves_input(shown_by="moderation.case_page")
@staff("moderator")
def freeze(public_id: str) -> Page:
    """Suspend the reported member's new asks at once."""
    case, form = case_of(public_id), FreezeForm()
    if not form.validate():
        return case_at_hand(case, papers=fresh_papers(case, freeze=form), look=True, status=422)
    try:
        until, because = now() + timedelta(days=form.days.data or 0), form.because.data or ""
        service.freeze(case.id, until, because, current_member(), at=now())
    except DomainError as problem:
        return _stopped(case, problem)
    return _done(case, "frozen")


@bp.post("/moderation/cases/<public_id>/decide")
@preserves_input(shown_by="moderation.case_page")
@staff("moderator")
def decide(public_id: str) -> Page:
    """Decide the case, or propose a decision that needs two moderators."""
    case = queries.case_by_public_id(public_id) or abort(404)
    form = DecisionForm.about(case)  # shown only by `case_at_hand`, which checks access; so does `decide`
    if not form.validate():
        return case_at_hand(case, papers=fresh_papers(case, decision=form), look=True, status=422)
    try:
        decision = service.decide(case.id, form.ruling(), current_member(), at=now())
    except service.AccessRefused as problem:
        return case_at_hand(
            case,
            papers=fresh_papers(case, decision=form),
            look=True,
            problem=error_message(problem),
            status=409,
        )
    except DomainError as problem:
        return _stopped(case, problem)
    return redirect_to("moderation.queue", done="proposed" if decision.is_proposed else "decided")


@bp.post("/moderation/cases/<public_id>/second")
@staff("moderator")
def second(public_id: str) -> Page:
    """Agree with another moderator's decision, or not."""
    case, answer = case_of(public_id), request.form.get("answer", "")
    if answer not in {"agree", "drop"}:
        return case_at_hand(case, look=True, status=422)
    in_force = case.half_agreed is not None
    try:
        service.second(case.id, current_member(), agrees=answer == "agree", at=now())
    except DomainError as problem:
        return _stopped(case, problem)
    return redirect_to("moderation.queue", done=_second_said(agrees=answer == "agree", was_in_force=in_force))


def _second_said(*, agrees: bool, was_in_force: bool) -> str:
    if was_in_force:
        return "in-full" if agrees else "as-it-was"
    return "decided" if agrees else "dropped"


@bp.post("/moderation/cases/<public_id>/review")
@preserves_input(shown_by="moderation.case_page")
@staff("moderator")
def review(public_id: str) -> Page:
    """Decide an appeal."""
    case = case_of(public_id)
    if case.appeal is None:
        raise StaleError(N_("This case has changed since you opened it."))
    form = review_form(case)
    if not form.validate():
        return case_at_hand(case, papers=fresh_papers(case, review=form), look=True, status=422)
    try:
        service.review(case.id, form.review(), current_member(), at=now())
    except DomainError as problem:
        return _stopped(case, problem)
    return redirect_to("moderation.queue", done="reviewed")


def _stopped(case: Case, problem: DomainError) -> Page:
    """Show an error on the page of the case; re-raise AccessRefused, which has a page of its own."""
    if isinstance(problem, service.AccessRefused):
        raise problem
    return case_at_hand(
        case, problem=error_message(problem), status=409 if isinstance(problem, StaleError) else 422
    )


def _done(case: Case, word: str) -> Page:
    return redirect_to("moderation.case_page", public_id=case.public_id, done=word)
