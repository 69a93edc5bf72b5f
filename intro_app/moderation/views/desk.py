"""The moderators' desk: the queue, and the page of a case.

Reading a case is a POST, since it is audited; for half an hour the page of the case shows what was read.
"""

from dataclasses import dataclass, replace
from typing import Any

from flask import Response, abort, render_template, request

from intro_app.clock import now
from intro_app.errors import DomainError, StaleError
from intro_app.i18n import gettext as _
from intro_app.identity.session import current_member
from intro_app.introductions.states import Role
from intro_app.moderation import evidence, queries, service
from intro_app.moderation.forms import (
    CaseNoteForm,
    DecisionForm,
    FreezeForm,
    HearingForm,
    QueueFilterForm,
    ReviewForm,
)
from intro_app.moderation.models import Case
from intro_app.moderation.queries.pictures import content_of, pictures_in
from intro_app.moderation.service.looking import ensure_far_enough, ensure_readable
from intro_app.moderation.stages import CaseStage
from intro_app.moderation.views.blueprint import Page, bp
from intro_app.web.access import is_on_staff, staff
from intro_app.web.forms import Forms
from intro_app.web.look import ONLY_A_PICTURE
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to
from intro_app.wording import N_


@dataclass(frozen=True, kw_only=True)
class Papers(Forms):
    """The forms on the page of a case; those that do not fit its stage are None."""

    hearing: HearingForm | None = None
    freeze: FreezeForm | None = None
    decision: DecisionForm | None = None
    review: ReviewForm | None = None
    note: CaseNoteForm | None = None


@bp.app_context_processor
def desk_of_mine() -> dict[str, bool]:
    """Tell templates whether the reader is a moderator, so that their own page links to the desk."""
    return {"moderates": is_on_staff("moderator")}


@bp.get("/moderation")
@staff("moderator")
def queue() -> Page:
    """Show the waiting cases, the gravest and oldest first, and the asks held for reading."""
    form, at = QueueFilterForm(request.args), now()
    after = request.args.get("after", "")
    rows, others, following = queries.queue(current_member(), at, after, form.wanted())
    return render_template(
        "moderation/queue.html",
        form=form,
        rows=rows,
        others=others,
        next_after=following,
        held=queries.held(current_member(), at),
        at=at,
    )


@bp.get("/moderation/cases/<public_id>")
@staff("moderator")
def case_page(public_id: str) -> Page:
    """Show a case, with names and texts only to whoever read it a short while ago."""
    case = queries.case_by_public_id(public_id) or abort(404)
    ensure_far_enough(case, current_member())
    return case_at_hand(case) if case.is_readable_by(current_member().id) else closed_case(case)


@bp.post("/moderation/cases/<public_id>/read")
@staff("moderator")
def read(public_id: str) -> Page:
    """Show the introduction and the reports, and audit that they were read."""
    case = case_of(public_id)
    service.look(case, current_member(), at=now())
    return case_at_hand(case, look=True)


@bp.post("/moderation/cases/<public_id>/look-back")
@staff("moderator")
def look_back(public_id: str) -> Page:
    """Show how a closed case was decided, for a written reason."""
    case = queries.case_by_public_id(public_id) or abort(404)
    if case.is_readable_by(current_member().id):
        raise StaleError(N_("This case has changed since you opened it."))
    try:
        service.look_back(case, request.form.get("why", ""), current_member(), at=now())
    except service.AccessRefused:
        raise
    except DomainError as problem:
        return closed_case(case, problem=error_message(problem), status=422)
    return redirect_to("moderation.case_page", public_id=public_id)


@bp.post("/moderation/cases/<public_id>/details")
@staff("moderator")
def details(public_id: str) -> Page:
    """Show the contact details of one person once, for a written reason."""
    case, role = case_of(public_id), request.form.get("role", "")
    if role not in set(Role):
        abort(404)
    try:
        found = service.reveal(case, Role(role), request.form.get("why", ""), current_member(), at=now())
    except service.AccessRefused:
        raise
    except DomainError as problem:
        return case_at_hand(case, look=True, problem=error_message(problem), status=422)
    return render_template("moderation/details.html", case=case, details=found)


@bp.get("/moderation/cases/<public_id>/pictures/<int:picture_id>")
@staff("moderator")
def case_picture(public_id: str, picture_id: int) -> Response:
    """Answer with the copy of a picture, to whoever may read the case and read it a short while ago."""
    case = case_of(public_id)
    is_read = queries.has_read(case, current_member().id, now())
    content = content_of(case.id, picture_id) if is_read else None
    if content is None:
        abort(404)
    return Response(content, mimetype="image/webp", headers={"Content-Security-Policy": ONLY_A_PICTURE})


def case_of(public_id: str) -> Case:
    """Return the case if this moderator may read it; else abort with 404 or raise AccessRefused."""
    case = queries.case_by_public_id(public_id) or abort(404)
    ensure_readable(case, current_member())
    return case


def case_at_hand(
    case: Case, *, papers: Papers | None = None, look: bool = False, problem: str = "", status: int = 200
) -> Page:
    """Render the page of a case, with its texts for whoever read it a short while ago.

    `look` adds them for others as well, and audits that.
    """
    me, at = current_member(), now()
    is_read = queries.has_read(case, me.id, at)
    if look and not is_read:
        service.look(case, me, at=at)
    papers, refusal = papers or fresh_papers(case), _refusal(case)
    page = render_template(
        "moderation/case.html",
        case=case,
        papers=papers,
        evidence=_evidence(case) if look or is_read else None,
        earlier=queries.earlier_about(case, me, at),
        problem=problem,
        at=at,
        me=me.id,
        claimant=queries.claimant_of(case, at),
        refusal=refusal,
        opened=_paper_to_open(case, papers, refusal),
        same_source=queries.has_same_source(case),
        was_misused=queries.was_misused(case),
    )
    return page, status


def closed_case(case: Case, *, problem: str = "", status: int = 200) -> Page:
    """Render the page of a closed case, with reasons for whoever gave one to look back."""
    me, at = current_member(), now()
    page = render_template(
        "moderation/closed_case.html", case=case, is_read=queries.has_read(case, me.id, at), problem=problem
    )
    return page, status


def _paper_to_open(case: Case, papers: Papers, refusal: str) -> str:
    """Return which form stands open: one with errors, else the next step; the others are folded."""
    wrong = (name for name, form in vars(papers).items() if form is not None and form.errors)
    if first := next(wrong, ""):
        return first
    if papers.review and not refusal:
        return "review"
    if papers.hearing:
        return "hearing"
    over = case.hearing_ends is not None and case.hearing_ends <= now()
    return "decision" if papers.decision and (case.side_at or over or case.unheard_because) else ""


def _refusal(case: Case) -> str:
    """Return why the reader may not decide the appeal that waits, or an empty string."""
    if not (case.appeal and case.decision):
        return ""
    refusal = service.against_judging(case, case.appeal, case.decision, current_member(), now())
    return _(refusal.value) if refusal else ""


def fresh_papers(case: Case, **filled: Any) -> Papers:
    """Return empty forms for what can be done now, except those passed in `filled`."""
    pressing = any(report.grounds.may_freeze for report in case.reports)
    papers = Papers(
        hearing=HearingForm.about(case, formdata=None, rule=case.rule_in_question)
        if not (case.heard_from or case.unheard_because)
        else None,
        freeze=FreezeForm(formdata=None) if case.person and pressing else None,
        decision=DecisionForm.about(case, formdata=None, rule=case.rule_in_question)
        if case.stage is CaseStage.OPEN and not case.proposed
        else None,
        review=review_form(case, fresh=True) if case.appeal else None,
        note=CaseNoteForm(formdata=None),
    )
    for form in filled.values():
        if isinstance(form, DecisionForm):
            form.offer_ready(case)
    return replace(papers, **filled)


def review_form(case: Case, *, fresh: bool = False) -> ReviewForm:
    """Return the review form with the possible outcomes of an appeal against this decision."""
    decision = case.decision
    assert decision is not None, "an appeal is against a decision"
    form = ReviewForm.about(case, **({"formdata": None, "rule": decision.rule} if fresh else {}))
    form.offer_endings(decision)
    return form


def _evidence(case: Case) -> dict[str, Any]:
    """Return who wrote and reported what, for the template."""
    copy = evidence.copy_of(case)
    names = evidence.names(copy)
    return {
        "names": names,
        "written": [(role, evidence.written_by(role, copy)) for role in Role if role in names],
        "reports": case.reports,
        # A moderator's own words, or a sentence of the site, which has a translation.
        "unheard": case.unheard_because and _(case.unheard_because),
        "notes": case.notes,
        "pictures": pictures_in(case.id),
    }
