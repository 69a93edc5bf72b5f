"""The pages of my introductions: what waits for me, what waits for others, how the rest ended."""

from flask import abort, render_template, request

from intro_app.clock import now
from intro_app.errors import DomainError, StaleError
from intro_app.i18n import gettext as _
from intro_app.identity.session import current_member
from intro_app.introductions import queries, service
from intro_app.introductions.forms import AnswerForm, ConnectorForm
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.reading import Status
from intro_app.introductions.service.answering import guest_link
from intro_app.introductions.states import Role
from intro_app.introductions.views import drafts
from intro_app.introductions.views.blueprint import Page, bp
from intro_app.introductions.views.closed import LATE_WISHES, hear
from intro_app.introductions.views.decisions import (
    DISCARD,
    carry_out,
    form_for,
    is_as_decided,
    preview,
    wants_preview,
)
from intro_app.introductions.views.rows import rows_of
from intro_app.people.queries import first_steps
from intro_app.web.access import is_signed_in, preserves_input, while_suspended
from intro_app.web.form_recovery import KEEP, asked_to_show_again
from intro_app.web.incoming import number
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to


@bp.app_context_processor
def todo() -> dict[str, int]:
    """Return how much waits for the member who is signed in, for the navigation of every page."""
    if not is_signed_in():
        return {}
    waiting = queries.waiting_for(current_member().id, now())
    return {"todo_count": waiting.asks, "questions_count": waiting.questions}


@bp.get("/introductions")
def introductions() -> Page:
    """List everything I have a part in, what waits for me first."""
    position = number(request.args.get("before"))
    member, at, is_first = current_member(), now(), position is None
    page = queries.introductions_of(member.id, at=at, before=position)
    return render_template(
        "introductions/mine.html",
        page=page,
        groups=rows_of(page.seen, at),
        is_first=is_first,
        drafts=queries.drafts_of(member.id, at) if is_first else [],
        first_steps=first_steps(member) if is_first and not page.seen else None,
    )


@bp.get("/introductions/<public_id>")
def introduction(public_id: str) -> Page:
    """Show one introduction, with what I can do about it."""
    found, role = _mine(public_id)
    return _show(found, role)


@bp.post("/introductions/<public_id>/answer")
@while_suspended
@preserves_input(shown_by="introductions.introduction", drafts=True)
def answer_on_site(public_id: str) -> Page:
    """Take the same answer as from the e-mail, given on the site."""
    found, role = _mine(public_id)
    ask = found.ask_of(role) or abort(404)
    decision = request.form.get("decision", "")
    if ask.answer is not None:
        return _answered_before(found, ask, decision)
    if decision in LATE_WISHES and not ask.is_answerable(now()):
        return hear(ask, "", decision, at=now())
    form = form_for(ask)
    return _draft_step(found, ask, form) or _take(found, ask, form)


def _draft_step(found: Introduction, ask: Ask, form: AnswerForm) -> Page | None:
    """Show the form again, keep it or discard what was kept, if that is what the button says."""
    if asked_to_show_again():
        return _show(found, ask.role, form=form)
    if form.presses(KEEP):
        return drafts.kept_for_later(form, ask=ask) or _show(found, ask.role, form=form, status=413)
    if form.presses(DISCARD):
        drafts.answer_begun_anew(ask)
        return redirect_to("introductions.introduction", public_id=found.public_id)
    return None


def _take(found: Introduction, ask: Ask, form: AnswerForm) -> Page:
    if not form.validate():
        return _show(found, ask.role, form=form, status=422)
    if wants_preview(form):
        drafts.keep_in_passing(form, ask=ask)
        return preview(ask, form, token="", post_to=request.path)
    return _carry_out(found, ask, form)


@bp.post("/introductions/<public_id>/withdraw")
@while_suspended
def withdraw(public_id: str) -> Page:
    """Withdraw the whole introduction."""
    found, role = _mine(public_id)
    if not queries.view_of(found, role).may_withdraw:
        return _show(found, role, problem=_("This can no longer be withdrawn."), status=409)
    service.withdraw(found, role, at=now())
    return redirect_to("introductions.introduction", public_id=public_id, done="withdrawn")


@bp.post("/introductions/<public_id>/take-back")
@while_suspended
def take_back_on_site(public_id: str) -> Page:
    """Take my yes back, or undo before the details go out."""
    found, role = _mine(public_id)
    if queries.view_of(found, role).taken_back:
        return redirect_to("introductions.introduction", public_id=public_id, done="taken-back")
    try:
        service.take_back(found, role, at=now())
    except StaleError as stale:
        return _show(found, role, problem=error_message(stale), status=409)
    return redirect_to("introductions.introduction", public_id=public_id, done="taken-back")


@bp.post("/introductions/<public_id>/pass-on")
def pass_on(public_id: str) -> Page:
    """Show once more the link that I, as the connector, carry to a guest."""
    found, role = _mine(public_id)
    url = guest_link(found, at=now()) if role is Role.CONNECTOR else None
    return render_template("introductions/pass_on.html", introduction=found, guest_url=url or abort(404))


@bp.get("/agreed")
def agreed() -> Page:
    """List what I agreed to: which text, which of my details, and when."""
    before = number(request.args.get("before"))
    page = queries.agreed_to(current_member().id, at=now(), before=before)
    return render_template("introductions/agreed.html", rows=page.agreed, next_before=page.next_before)


def _mine(public_id: str) -> tuple[Introduction, Role]:
    found = queries.seen_by(current_member(), public_id) or abort(404)
    role = found.role_of(current_member())
    assert role is not None, "seen_by returns only what the reader has a part in"
    return found, role


def _carry_out(found: Introduction, ask: Ask, form: AnswerForm) -> Page:
    at = now()
    try:
        done = carry_out(ask, form, at=at, how="session")
    except StaleError as stale:
        if ask.answer is not None:
            return _answered_before(found, ask, str(form.decision.data))
        return _show(found, ask.role, problem=error_message(stale), status=409)
    except DomainError as refused:
        form.form_errors.append(error_message(refused))
        return _show(found, ask.role, form=form, status=422)
    url = guest_link(found, at=at) if done == "connect" else None
    return render_template("introductions/thanks.html", ask=ask, done=done, guest_url=url)


def _answered_before(found: Introduction, ask: Ask, decision: str) -> Page:
    """Accept the same answer again; refuse another one with 409, as behind the link of the e-mail."""
    if is_as_decided(ask, decision):
        return _show(found, ask.role)
    return _show(
        found, ask.role, problem=_("You’ve already answered, and your first answer counts."), status=409
    )


def _show(
    found: Introduction, role: Role, *, form: AnswerForm | None = None, problem: str = "", status: int = 200
) -> Page:
    seen = queries.view_of(found, role)
    ask = found.ask_of(role)
    waits = seen.status is Status.YOURS and ask is not None
    form = (form or form_for(ask)) if waits and ask else None
    writes = ask is not None and isinstance(form, ConnectorForm)
    page = render_template(
        "introductions/introduction.html",
        introduction=found,
        seen=seen,
        role=role,
        ask=ask,
        form=form,
        begun=drafts.begun_answer(ask) if ask and writes else None,
        window=drafts.window(ask) if writes else None,
        problem=problem,
        carries=role is Role.CONNECTOR and queries.carried_ask(found, now()) is not None,
    )
    return page, status
