"""Working on a case together: who is on it, and notes for other moderators."""

from flask import abort, request

from intro_app.clock import now
from intro_app.errors import StaleError
from intro_app.identity.session import current_member
from intro_app.moderation import service
from intro_app.moderation.forms import CaseNoteForm
from intro_app.moderation.views.blueprint import Page, bp
from intro_app.moderation.views.desk import case_at_hand, case_of, fresh_papers
from intro_app.web.access import preserves_input, staff
from intro_app.web.incoming import number
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to


@bp.post("/moderation/cases/<public_id>/claim")
@staff("moderator")
def claim_case(public_id: str) -> Page:
    """Take a case, take it over from whom the page showed, or let it go."""
    case, me, step = case_of(public_id), current_member(), request.form.get("step", "")
    if step not in {"take", "let-go"}:
        abort(404)
    if step == "let-go":
        service.let_go(case.id, me, at=now())
        return redirect_to("moderation.case_page", public_id=public_id, done="let-go")
    try:
        service.claim(case.id, me, instead_of=number(request.form.get("instead_of", "")), at=now())
    except StaleError as problem:
        return case_at_hand(case, problem=error_message(problem), status=409)
    return redirect_to("moderation.case_page", public_id=public_id, done="taken")


@bp.post("/moderation/cases/<public_id>/note")
@preserves_input(shown_by="moderation.case_page")
@staff("moderator")
def note_on_case(public_id: str) -> Page:
    """Store a note for other moderators."""
    case, form = case_of(public_id), CaseNoteForm()
    if not form.validate():
        return case_at_hand(case, papers=fresh_papers(case, note=form), look=True, status=422)
    service.write_case_note(case.id, form.words.data or "", current_member(), at=now())
    return redirect_to("moderation.case_page", public_id=public_id, done="noted")
