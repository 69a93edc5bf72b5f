"""The pages to answer from an e-mail's link: a GET only shows, a POST with an explicit choice answers.

They work without signing in, without cookies and without scripts, on any device.
"""

from datetime import datetime

from flask import abort, render_template, request

from intro_app import links
from intro_app.clock import now
from intro_app.errors import DomainError, StaleError
from intro_app.i18n import gettext as _
from intro_app.introductions import queries, service
from intro_app.introductions.forms import AnswerForm, GuestCodeForm
from intro_app.introductions.models import Ask
from intro_app.introductions.service.answering import guest_link
from intro_app.introductions.states import State
from intro_app.introductions.views import carried, drafts
from intro_app.introductions.views.blueprint import Page, bp
from intro_app.introductions.views.carried import OwnAnswer
from intro_app.introductions.views.closed import LATE_WISHES, closed, hear
from intro_app.introductions.views.decisions import (
    DISCARD,
    OF_A_GUEST,
    carry_out,
    form_for,
    is_as_decided,
    preview,
    wants_preview,
)
from intro_app.links import LinkBroken, LinkPurpose
from intro_app.web.access import token_page
from intro_app.web.form_recovery import KEEP, asked_to_show_again
from intro_app.web.languages import use_locale
from intro_app.web.messages import error_message
from intro_app.web.paths import path_for, redirect_to


@bp.get("/r/<token>")
@token_page
def answer_link(token: str) -> Page:
    """Show the question, or the answer that was given to it."""
    ask = _ask_in(token)
    if _shows_answer(ask):
        return _answered(ask, token)
    if not ask.stands_open(now()):
        return closed(ask, token)
    return _question(ask, token, form_for(ask, by_link=True))


@bp.post("/r")
@token_page
def answer() -> Page:
    """Take the answer; the same one again is accepted, another one changes nothing."""
    token, decision = request.form.get("token", ""), request.form.get("decision", "")
    ask = _ask_in(token)
    if _shows_answer(ask) and not (ask.is_carried and decision in LATE_WISHES):
        return _answered_before(ask, token, decision)
    if not ask.stands_open(now()):
        return hear(ask, token, decision, at=now())
    return _take(ask, form_for(ask, by_link=True), token)


def _take(ask: Ask, form: AnswerForm, token: str) -> Page:
    """Do what the button says: show the form again, keep it, show a preview, or answer."""
    if asked_to_show_again():
        return _question(ask, token, form)
    if form.presses(KEEP):
        return _kept(ask, form, token)
    if form.presses(DISCARD):
        drafts.answer_begun_anew(ask)
        return redirect_to("introductions.answer_link", token=token)
    if not form.validate():
        return _question(ask, token, form, status=_wrong(form))
    if wants_preview(form):
        drafts.keep_in_passing(form, ask=ask, unseen=OF_A_GUEST)
        return preview(ask, form, token=token, post_to=path_for("introductions.answer"))
    return _carry_out(ask, form, token)


def _kept(ask: Ask, form: AnswerForm, token: str) -> Page:
    """Keep a connector's draft, and show it again at the same link."""
    drafts.limit_keeping(ask.member or abort(404))
    try:
        draft = drafts.keep(form, ask=ask, unseen=OF_A_GUEST)
    except service.TooLong as problem:
        form.form_errors.append(error_message(problem))
        return _question(ask, token, form, status=413)
    return redirect_to("introductions.answer_link", token=token, done="kept" if draft else None)


@bp.post("/r/code")
@token_page
def prove_address() -> Page:
    """Take the six digits that prove a guest's address, and record the guest's yes with them."""
    token = request.form.get("token", "")
    ask, form = _ask_in(token), GuestCodeForm()
    if _shows_answer(ask):
        return _answered(ask, token)
    if not ask.stands_open(now()):
        return closed(ask, token)
    own = _prove(ask, form.code.data or "") if form.validate() else None
    if own is None:
        form.code.errors = [*form.code.errors, _("That isn’t the code we sent, or it has expired.")][:1]
        return _code(token, form, status=422)
    return _answered(ask, token, own=own)


@bp.post("/r/take-back")
@token_page
def take_back() -> Page:
    """Take a yes back, as a step of its own, until the details are out."""
    token = request.form.get("token", "")
    ask = _ask_in(token)
    own = _own(ask)
    if own is None:
        is_open = ask.stands_open(now())
        return (
            _question(ask, token, form_for(ask, by_link=True), status=409) if is_open else closed(ask, token)
        )
    if request.form.get("sure") != "yes":
        return _answered(ask, token, problem=_("Tick the box to confirm."), status=422)
    try:
        _take_back(ask, own)
    except StaleError:
        return _answered(ask, token, status=409)
    return render_template("introductions/taken_back.html")


def _own(ask: Ask) -> OwnAnswer | None:
    """Return the answer that this reader may know.

    Behind a carried link that is only what was answered in this browser.
    """
    if ask.is_carried:
        return carried.own_answer(ask)
    return carried.what_counts(ask)


def _shows_answer(ask: Ask) -> bool:
    """Whether this reader sees that it was answered: they may know the answer, or the two are introduced."""
    if not ask.is_carried:
        return ask.answer is not None
    return carried.own_answer(ask) is not None or ask.introduction.state is State.CONNECTED


def _prove(ask: Ask, code: str) -> OwnAnswer | None:
    if ask.answer is not None:
        return carried.prove_again(ask, code, at=now())
    if not service.prove_and_say_yes(ask, code, at=now()):
        return None
    return carried.keep_what_counts(ask) if ask.is_carried else carried.what_counts(ask)


def _take_back(ask: Ask, own: OwnAnswer) -> None:
    if ask.is_carried:
        carried.take_back(ask, own, at=now())
    else:
        service.take_back(ask.introduction, ask.role, at=now())


def _ask_in(token: str) -> Ask:
    link = links.find(token, LinkPurpose.ANSWER).ensure_open(now())
    ask = queries.ask_by_id(link.subject_id)
    if ask is None:
        raise LinkBroken
    use_locale(ask.introduction.locale_of(ask.role))
    if ask.answer is None and not ask.stands_open(now()):
        queries.read_again(ask)  # it may have been answered after it was read, and before its introduction
    if ask.answer is None:
        link.ensure_open(now(), generation=ask.generation if ask.introduction.is_open else link.generation)
    return ask


def _carry_out(ask: Ask, form: AnswerForm, token: str) -> Page:
    at = now()
    try:
        done = _do(ask, form, at)
    except StaleError:
        decision = str(form.decision.data)
        return _answered_before(ask, token, decision) if _shows_answer(ask) else closed(ask, token)
    except DomainError as problem:
        form.form_errors.append(error_message(problem))
        return _question(ask, token, form, status=422)
    if done == "code":
        return _code(token, GuestCodeForm(formdata=None))
    url = guest_link(ask.introduction, at=at) if done == "connect" else None
    return render_template("introductions/thanks.html", ask=ask, done=done, guest_url=url)


def _do(ask: Ask, form: AnswerForm, at: datetime) -> str:
    """Carry out the decision and return the word for what was done.

    Behind a carried link that has an answer already, do nothing from which anybody could tell that.
    """
    if ask.answer is not None:
        return carried.answer_again(ask, form, at=at)
    done = carry_out(ask, form, at=at, how="link")
    if ask.is_carried:
        carried.keep_what_counts(ask)
    return done


def _wrong(form: AnswerForm) -> int:
    """Return 400 if nothing was chosen, as by a mere press of the button; 422 if a field is wrong."""
    return 400 if not form.decision.data else 422


def _question(ask: Ask, token: str, form: AnswerForm, status: int = 200) -> Page:
    seen = queries.view_of(ask.introduction, ask.role)
    shown = {
        "introduction": ask.introduction,
        "seen": seen,
        "form": form,
        "token": token,
        "post_to": path_for("introductions.answer"),
        "begun": drafts.begun_answer(ask),
        "window": None,  # no script keeps anything for somebody who has not signed in
    }
    return render_template("introductions/answer.html", ask=ask, **shown), status


def _answered_before(ask: Ask, token: str, decision: str) -> Page:
    """Accept the same answer again, also from a second click at the same moment; refuse another with 409."""
    own = carried.own_answer(ask) if ask.is_carried else None
    same = own.answer == decision if own else is_as_decided(ask, decision)
    return _answered(ask, token, status=200 if same else 409)


def _answered(
    ask: Ask, token: str, *, own: OwnAnswer | None = None, problem: str = "", status: int = 200
) -> Page:
    introduction, own = ask.introduction, own or _own(ask)
    page = render_template(
        "introductions/answered.html",
        ask=ask,
        own=own,
        token=token,
        problem=problem,
        connected_at=introduction.ended_at if introduction.state is State.CONNECTED else None,
        may_take_back=own is not None and own.may_take_back(ask),
    )
    return page, status


def _code(token: str, form: GuestCodeForm, status: int = 200) -> Page:
    """Show the form for the digits.

    The address shown is what was typed in this browser: the link alone tells nobody an address.
    """
    address = request.form.get("email", "").strip()[:254]
    return render_template("introductions/code.html", token=token, form=form, address=address), status
