"""The page of one account, as its views show it, also with what was filled in."""

from dataclasses import dataclass

from flask import render_template

from intro_app.clock import now
from intro_app.i18n import gettext as _
from intro_app.identity import queries as accounts
from intro_app.identity import service as identity
from intro_app.identity.models import Member
from intro_app.identity.policy import RIGHTS
from intro_app.identity.session import current_member, is_fresh
from intro_app.moderation.queries.closed import closed_about
from intro_app.organising.blueprint import Page
from intro_app.organising.members import queries
from intro_app.organising.members.forms import (
    LookForm,
    MoveForm,
    RightForm,
    StaffNoteForm,
    VouchForm,
)
from intro_app.organising.members.history import history_of
from intro_app.organising.members.policy import rights_to_give
from intro_app.organising.suspensions.forms import JudgeForm, LiftForm, SuspendForm
from intro_app.organising.suspensions.queries import invited_each_other
from intro_app.people.queries.own_fields import answers_for_staff
from intro_app.trust.queries import is_founder
from intro_app.web.access import is_on_staff
from intro_app.web.fields import choices
from intro_app.web.forms import Forms


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


def right_form(member: Member, *, takes: bool, fresh: bool = False) -> RightForm:
    """Return the form that gives the member a right, or takes one away; a fresh one has no input."""
    form = RightForm(formdata=None) if fresh else RightForm()
    held = accounts.staff_roles(member.id)
    offered = sorted(held) if takes else rights_to_give(held)
    form.right.choices = choices([(right, _(RIGHTS[right])) for right in offered])
    return form


def account_forms(member: Member, **filled: object) -> AccountForms:
    """Return the forms of the page: those that were filled in, by their names, and the others fresh."""
    forms: dict[str, object] = {
        "note": StaffNoteForm(formdata=None),
        "move": MoveForm(formdata=None),
        "suspend": SuspendForm(formdata=None),
        "lift": LiftForm(formdata=None),
        "judge": JudgeForm(formdata=None),
        "right": right_form(member, takes=False, fresh=True),
        "vouch": VouchForm(formdata=None),
    }
    return AccountForms(**{**forms, **filled})  # type: ignore[arg-type]  # each is the form of its name


def ask_why(member: Member, form: LookForm, status: int = 200) -> Page:
    """Show the page that asks staff for a reason before an account opens."""
    return render_template("organising/look.html", member=member, form=form), status


def account_page(
    member: Member, forms: AccountForms | None = None, status: int = 200, *, problem: str = ""
) -> Page:
    """Show the account if the reader gave a reason to look at it, else the page that asks for one."""
    at, me = now(), current_member()
    if not queries.is_looking(me.id, member.id, at):
        return ask_why(member, LookForm(formdata=None))
    page = render_template(
        "organising/member.html",
        member=member,
        answers=answers_for_staff(member.id),
        forms=forms or account_forms(member),
        held=sorted(accounts.staff_roles(member.id)),
        rights=RIGHTS,
        gives_rights=is_on_staff("give_rights"),
        is_fresh=is_fresh(at),
        is_self=member.id == me.id,
        is_near=invited_each_other(me.id, member.id),
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
