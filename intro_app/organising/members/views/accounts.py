"""The list of members, and the page of one account. Opening an account is an act with a reason."""

from flask import abort, render_template, request

from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.identity import queries as accounts
from intro_app.identity import service as identity
from intro_app.identity.models import Member, StaffRole
from intro_app.identity.policy import RIGHTS
from intro_app.identity.session import current_member, is_fresh, to_sign_in_again
from intro_app.organising.blueprint import Page, bp
from intro_app.organising.members import queries, service
from intro_app.organising.members.forms import (
    LookForm,
    MemberFilterForm,
    MoveForm,
    StaffNoteForm,
    VouchForm,
)
from intro_app.organising.members.views.account_page import account_forms, account_page, ask_why, right_form
from intro_app.organising.suspensions import service as suspensions
from intro_app.organising.suspensions.forms import OVERTURN, JudgeForm, LiftForm, SuspendForm
from intro_app.web.access import is_on_staff, preserves_input, staff
from intro_app.web.messages import error_message
from intro_app.web.paths import path_for, redirect_to

_HERE = "organising.member_account"


@bp.app_context_processor
def members_to_look_after() -> dict[str, bool]:
    """Tell templates whether the reader looks after members, so that their own page links there."""
    return {"hosts": is_on_staff("host")}


@bp.get("/staff/members")
@staff("host")
def members() -> Page:
    """List the members that staff look for."""
    form = MemberFilterForm(request.args)
    rows, following = queries.members_page(form.wanted(), request.args.get("after", ""))
    return render_template(
        "organising/members.html", form=form, rows=rows, next_after=following, rights=RIGHTS
    )


@bp.get("/staff/members/<public_id>")
@staff("host")
def member_account(public_id: str) -> Page:
    """Show an account to whoever gave a reason a short while ago; ask everybody else for one."""
    return account_page(_member(public_id))


@bp.post("/staff/members/<public_id>/look")
@preserves_input(shown_by=_HERE)
@staff("host")
def look_at_member(public_id: str) -> Page:
    """Record why somebody looks; the account is open to them for half an hour."""
    member, form = _member(public_id), LookForm()
    if not form.validate():
        return ask_why(member, form, 422)
    service.look(member, form.why.data or "", current_member(), now())
    return redirect_to(_HERE, public_id=public_id)


@bp.post("/staff/members/<public_id>/note")
@preserves_input(shown_by=_HERE)
@staff("host")
def write_staff_note(public_id: str) -> Page:
    """Store a note."""
    member, form = _looked_at(public_id), StaffNoteForm()
    if not form.validate():
        return account_page(member, account_forms(member, note=form), 422)
    service.write_note(member, form.words.data or "", current_member(), now())
    return redirect_to(_HERE, public_id=public_id, done="note-written")


@bp.post("/staff/members/<public_id>/sessions")
@staff("host")
def end_member_sessions(public_id: str) -> Page:
    """Sign the member out everywhere."""
    service.end_all_sessions(_looked_at(public_id), current_member(), now())
    return redirect_to(_HERE, public_id=public_id, done="sessions-ended")


@bp.post("/staff/members/<public_id>/link")
@staff("host")
def send_member_link(public_id: str) -> Page:
    """Mail the member a link to sign in."""
    member = _looked_at(public_id)
    try:
        service.send_sign_in_link(member, current_member(), now())
    except DomainError as problem:
        return account_page(member, problem=error_message(problem), status=409)
    return redirect_to(_HERE, public_id=public_id, done="link-sent")


@bp.post("/staff/members/<public_id>/move")
@preserves_input(shown_by=_HERE)
@staff("host")
def move_member(public_id: str) -> Page:
    """Begin a change of address for somebody who lost their mailbox."""
    member, form, me = _looked_at(public_id), MoveForm(), current_member()
    if not is_fresh(now()):
        return to_sign_in_again(path_for(_HERE, public_id=public_id))
    if form.validate():
        try:
            identity.ask_to_move(member, form.email.data or "", form.why.data or "", now(), by_id=me.id)
        except DomainError as problem:
            form.email.errors = [error_message(problem)]
        else:
            return redirect_to(_HERE, public_id=public_id, done="move-begun")
    return account_page(member, account_forms(member, move=form), 422)


@bp.post("/staff/members/<public_id>/move/stop")
@staff("host")
def stop_member_move(public_id: str) -> Page:
    """Stop a change of address that has not taken effect."""
    member = _looked_at(public_id)
    if pending := accounts.pending_move(member.id):
        identity.refuse_move(pending, now(), by=current_member().id)
    return redirect_to(_HERE, public_id=public_id, done="member-move-stopped")


@bp.post("/staff/members/<public_id>/rights")
@staff("give_rights")
def change_right(public_id: str) -> Page:
    """Give the member a right, or take one away."""
    member, takes = _looked_at(public_id), request.form.get("change") == "take"
    if not is_fresh(now()):
        return to_sign_in_again(path_for(_HERE, public_id=public_id))
    form = right_form(member, takes=takes)
    if not form.validate():
        return account_page(member, account_forms(member, right=form), 422)
    change = service.take_right if takes else service.give_right
    try:
        change(member, StaffRole(form.right.data), form.why.data or "", current_member(), now())
    except DomainError as problem:
        return account_page(member, account_forms(member, right=form), 409, problem=error_message(problem))
    if takes and member.id == current_member().id:
        return redirect_to("identity.sign_in")
    return redirect_to(_HERE, public_id=public_id, done="right-taken" if takes else "right-given")


@bp.post("/staff/members/<public_id>/vouch")
@staff("give_rights")
def vouch_for_member(public_id: str) -> Page:
    """Vouch for a founder, while the site is founding."""
    member, form = _looked_at(public_id), VouchForm()
    if not is_fresh(now()):
        return to_sign_in_again(path_for(_HERE, public_id=public_id))
    if not form.validate():
        return account_page(member, account_forms(member, vouch=form), 422)
    try:
        service.vouch(member, form.why.data or "", current_member(), now())
    except DomainError as problem:
        return account_page(member, account_forms(member, vouch=form), 409, problem=error_message(problem))
    return redirect_to(_HERE, public_id=public_id, done="vouched")


@bp.post("/staff/members/<public_id>/suspend")
@preserves_input(shown_by=_HERE)
@staff("host")
def suspend_member(public_id: str) -> Page:
    """Suspend the account until a day, or remove it."""
    member, form = _looked_at(public_id), SuspendForm()
    if not is_fresh(now()):
        return to_sign_in_again(path_for(_HERE, public_id=public_id))
    if not form.validate():
        return account_page(member, account_forms(member, suspend=form), 422)
    try:
        suspensions.suspend(member, form.sentence(), current_member(), now())
    except suspensions.SuspensionRefused as problem:
        return account_page(member, account_forms(member, suspend=form), 409, problem=error_message(problem))
    return redirect_to(_HERE, public_id=public_id, done="suspended")


@bp.post("/staff/members/<public_id>/lift")
@preserves_input(shown_by=_HERE)
@staff("host")
def lift_suspension(public_id: str) -> Page:
    """End a suspension or removal before its time."""
    member, form = _looked_at(public_id), LiftForm()
    found = accounts.standing_suspension(member.id)
    if found is None or not form.validate():
        return account_page(member, account_forms(member, lift=form), 422)
    try:
        suspensions.lift(found.id, form.words.data or "", current_member(), now())
    except suspensions.SuspensionRefused as problem:
        return account_page(member, account_forms(member, lift=form), 409, problem=error_message(problem))
    return redirect_to(_HERE, public_id=public_id, done="suspension-lifted")


@bp.post("/staff/members/<public_id>/appeal")
@preserves_input(shown_by=_HERE)
@staff("host")
def judge_suspension(public_id: str) -> Page:
    """Decide an appeal against a suspension or removal."""
    member, form = _looked_at(public_id), JudgeForm()
    found = accounts.standing_suspension(member.id)
    if found is None or not form.validate():
        return account_page(member, account_forms(member, judge=form), 422)
    overturns = form.outcome.data == OVERTURN
    try:
        suspensions.judge(found.id, form.words.data or "", current_member(), now(), overturns=overturns)
    except suspensions.SuspensionRefused as problem:
        return account_page(member, account_forms(member, judge=form), 409, problem=error_message(problem))
    return redirect_to(_HERE, public_id=public_id, done="appeal-judged")


def _member(public_id: str) -> Member:
    return accounts.member_by_public_id(public_id) or abort(404)


def _looked_at(public_id: str) -> Member:
    """Return the member, if this person gave a reason to look at them; else abort with 409."""
    member = _member(public_id)
    return member if queries.is_looking(current_member().id, member.id, now()) else abort(409)
