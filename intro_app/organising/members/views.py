"""The list of members, and the page of one account. Opening an account is an act with a reason."""

from dataclasses import dataclass

from flask import abort, render_template, request
from flask_babel import gettext as _

from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.identity import queries as accounts
from intro_app.identity import service as identity
from intro_app.identity.models import Member, StaffRole
from intro_app.identity.policy import RIGHTS
from intro_app.identity.session import current_member, is_fresh, to_sign_in_again
from intro_app.moderation.queries.closed import closed_about
from intro_app.organising.blueprint import Page, bp
from intro_app.organising.members import queries, service
from intro_app.organising.members.forms import (
    LookForm,
    MemberFilterForm,
    MoveForm,
    RightForm,
    StaffNoteForm,
    VouchForm,
)
from intro_app.organising.members.history import history_of
from intro_app.organising.members.policy import rights_to_give
from intro_app.organising.suspensions import service as suspensions
from intro_app.organising.suspensions.forms import OVERTURN, JudgeForm, LiftForm, SuspendForm
from intro_app.people.queries.own_fields import answers_for_staff
from intro_app.trust.queries import is_founder
from intro_app.web.access import is_on_staff, preserves_input, staff
from intro_app.web.fields import choices
from intro_app.web.forms import Forms
from intro_app.web.messages import error_message
from intro_app.web.paths import path_for, redirect_to

_HERE = "organising.member_account"


@dataclass(frozen=True, kw_only=True)
class AccountForms(Forms):
    """The forms on the page of an account."""

    note: StaffNoteForm
    move: MoveForm
    right: RightForm
    vouch: VouchForm
    suspend: SuspendForm
    lift: LiftForm
    judge: JudgeForm


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
    return _account(_member(public_id))


@bp.post("/staff/members/<public_id>/look")
@preserves_input(shown_by=_HERE)
@staff("host")
def look_at_member(public_id: str) -> Page:
    """Record why somebody looks; the account is open to them for half an hour."""
    member, form = _member(public_id), LookForm()
    if not form.validate():
        return _ask_why(member, form, 422)
    service.look(member, form.why.data or "", current_member(), now())
    return redirect_to(_HERE, public_id=public_id)


@bp.post("/staff/members/<public_id>/note")
@preserves_input(shown_by=_HERE)
@staff("host")
def write_staff_note(public_id: str) -> Page:
    """Store a note."""
    member, form = _looked_at(public_id), StaffNoteForm()
    if not form.validate():
        return _account(member, _forms(member, note=form), 422)
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
        return _account(member, problem=error_message(problem), status=409)
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
    return _account(member, _forms(member, move=form), 422)


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
    form = _right_form(member, takes=takes)
    if not form.validate():
        return _account(member, _forms(member, right=form), 422)
    change = service.take_right if takes else service.give_right
    try:
        change(member, StaffRole(form.right.data), form.why.data or "", current_member(), now())
    except DomainError as problem:
        return _account(member, _forms(member, right=form), 409, problem=error_message(problem))
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
        return _account(member, _forms(member, vouch=form), 422)
    try:
        service.vouch(member, form.why.data or "", current_member(), now())
    except DomainError as problem:
        return _account(member, _forms(member, vouch=form), 409, problem=error_message(problem))
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
        return _account(member, _forms(member, suspend=form), 422)
    try:
        suspensions.suspend(member, form.sentence(), current_member(), now())
    except suspensions.SuspensionRefused as problem:
        return _account(member, _forms(member, suspend=form), 409, problem=error_message(problem))
    return redirect_to(_HERE, public_id=public_id, done="suspended")


@bp.post("/staff/members/<public_id>/lift")
@preserves_input(shown_by=_HERE)
@staff("host")
def lift_suspension(public_id: str) -> Page:
    """End a suspension or removal before its time."""
    member, form = _looked_at(public_id), LiftForm()
    found = accounts.standing_suspension(member.id)
    if found is None or not form.validate():
        return _account(member, _forms(member, lift=form), 422)
    try:
        suspensions.lift(found.id, form.words.data or "", current_member(), now())
    except suspensions.SuspensionRefused as problem:
        return _account(member, _forms(member, lift=form), 409, problem=error_message(problem))
    return redirect_to(_HERE, public_id=public_id, done="suspension-lifted")


@bp.post("/staff/members/<public_id>/appeal")
@preserves_input(shown_by=_HERE)
@staff("host")
def judge_suspension(public_id: str) -> Page:
    """Decide an appeal against a suspension or removal."""
    member, form = _looked_at(public_id), JudgeForm()
    found = accounts.standing_suspension(member.id)
    if found is None or not form.validate():
        return _account(member, _forms(member, judge=form), 422)
    overturns = form.outcome.data == OVERTURN
    try:
        suspensions.judge(found.id, form.words.data or "", current_member(), now(), overturns=overturns)
    except suspensions.SuspensionRefused as problem:
        return _account(member, _forms(member, judge=form), 409, problem=error_message(problem))
    return redirect_to(_HERE, public_id=public_id, done="appeal-judged")


def _member(public_id: str) -> Member:
    return accounts.member_by_public_id(public_id) or abort(404)


def _looked_at(public_id: str) -> Member:
    """Return the member, if this person gave a reason to look at them; else abort with 409."""
    member = _member(public_id)
    return member if queries.is_looking(current_member().id, member.id, now()) else abort(409)


def _right_form(member: Member, *, takes: bool, fresh: bool = False) -> RightForm:
    form = RightForm(formdata=None) if fresh else RightForm()
    held = accounts.staff_roles(member.id)
    offered = sorted(held) if takes else rights_to_give(held)
    form.right.choices = choices([(right, _(RIGHTS[right])) for right in offered])
    return form


def _forms(member: Member, **filled: object) -> AccountForms:
    forms: dict[str, object] = {
        "note": StaffNoteForm(formdata=None),
        "move": MoveForm(formdata=None),
        "suspend": SuspendForm(formdata=None),
        "lift": LiftForm(formdata=None),
        "judge": JudgeForm(formdata=None),
        "right": _right_form(member, takes=False, fresh=True),
        "vouch": VouchForm(formdata=None),
    }
    return AccountForms(**{**forms, **filled})  # type: ignore[arg-type]  # each is the form of its name


def _ask_why(member: Member, form: LookForm, status: int = 200) -> Page:
    return render_template("organising/look.html", member=member, form=form), status


def _account(
    member: Member, forms: AccountForms | None = None, status: int = 200, *, problem: str = ""
) -> Page:
    at, me = now(), current_member()
    if not queries.is_looking(me.id, member.id, at):
        return _ask_why(member, LookForm(formdata=None))
    page = render_template(
        "organising/member.html",
        member=member,
        answers=answers_for_staff(member.id),
        forms=forms or _forms(member),
        held=sorted(accounts.staff_roles(member.id)),
        rights=RIGHTS,
        gives_rights=is_on_staff("give_rights"),
        is_fresh=is_fresh(at),
        is_self=member.id == me.id,
        may_vouch=is_on_staff("give_rights") and accounts.is_founding(at) and not is_founder(member.id),
        inviter=queries.inviter_of(member.id),
        sessions=len(accounts.sessions_of(member.id, at)),
        passkeys=accounts.good_passkeys(member.id),
        stopped=accounts.stopped_by(member.email),
        move=(pending := accounts.pending_move(member.id)),
        move_at=identity.takes_effect_at(pending) if pending else None,
        suspension=accounts.standing_suspension(member.id),
        notes=queries.notes_of(member.id),
        history=history_of(member.id),
        cases=closed_about(member.id, me) if is_on_staff("moderator") else None,
        problem=problem,
    )
    return page, status
