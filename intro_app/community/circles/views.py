"""Pages for describing a circle, for joining it, and for its people."""

from functools import partial

from flask import abort, render_template, request

from intro_app.clock import now
from intro_app.community.blueprint import INVITATIONS, Page, bp, no_membership_needed, rate_limit
from intro_app.community.circles import queries, service
from intro_app.community.circles.access import circle_for, hosted_circle, tended_circle
from intro_app.community.circles.forms import MAIL_HINTS, CircleForm, CircleMailForm, WordsForm
from intro_app.community.circles.models import Circle, Joining
from intro_app.community.circles.policy import CirclePermissions, mail_scope
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.identity.queries import member_by_public_id, stopped_by
from intro_app.identity.service.stopping import EVERYTHING
from intro_app.identity.session import current_member
from intro_app.people.found import Finder, finder_of_known
from intro_app.people.policy import narrowed
from intro_app.text import plain
from intro_app.text.names import LONGEST
from intro_app.web.access import preserves_input, while_suspended
from intro_app.web.incoming import number
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to


@bp.get("/circles/new")
def new_circle() -> Page:
    """Show the form for a new circle."""
    return render_template("community/circle_form.html", form=CircleForm(), circle=None)


@bp.post("/circles/new")
@preserves_input
def begin_circle() -> Page:
    """Create a circle."""
    form = CircleForm()
    if form.validate():
        try:
            circle = service.begin(current_member(), form.described(), now())
        except DomainError as problem:
            form.form_errors.append(error_message(problem))
        else:
            return redirect_to("community.circle", public_id=circle.public_id)
    return render_template("community/circle_form.html", form=form, circle=None), 422


@bp.get("/circles/<public_id>/edit")
def edit_circle(public_id: str) -> Page:
    """Show the form for a circle's description."""
    found, _permissions = hosted_circle(public_id)
    return render_template("community/circle_form.html", form=CircleForm(obj=found), circle=found)


@bp.post("/circles/<public_id>/edit")
@preserves_input
def describe_circle(public_id: str) -> Page:
    """Save a circle's description."""
    found, _permissions = hosted_circle(public_id)
    form = CircleForm()
    if form.validate():
        try:
            service.describe(found.id, current_member().id, form.described(), now())
        except DomainError as problem:
            form.form_errors.append(error_message(problem))
        else:
            return redirect_to("community.circle", public_id=public_id, done="saved")
    return render_template("community/circle_form.html", form=form, circle=found), 422


ASKS_TO_JOIN = "10/day;30/month"


@bp.post("/circles/<public_id>/ask")
@preserves_input(shown_by="community.circle")
@no_membership_needed
def ask_to_join(public_id: str) -> Page:
    """Ask the host to join."""
    circle, permissions = circle_for(public_id)
    form = WordsForm()
    if not form.validate():
        return render_template("community/ask_to_join.html", circle=circle, form=form), 422
    if permissions.may_ask_to_join:
        rate_limit("join", ASKS_TO_JOIN)
        service.ask_to_join(circle.id, current_member(), form.words.data or "", now())
    return redirect_to("community.circle", public_id=public_id, done="asked-to-join")


@bp.post("/circles/<public_id>/invitation")
@no_membership_needed
def answer_circle_invitation(public_id: str) -> Page:
    """Accept or decline an invitation."""
    circle, _permissions = circle_for(public_id)
    accepts = request.form.get("answer") == "yes"
    service.answer_invitation(circle.id, current_member(), accepts=accepts, at=now())
    if accepts:
        return redirect_to("community.circle", public_id=public_id, done="circle-joined")
    return redirect_to("community.start", done="saved")


@bp.get("/circles/<public_id>/people")
@no_membership_needed
def circle_people(public_id: str) -> Page:
    """List the circle's people for those in it; the host also sees requests and whom they can invite."""
    circle, permissions = circle_for(public_id)
    return _show(circle, permissions if permissions.is_in else abort(404))


@bp.post("/circles/<public_id>/people/<who>/welcome")
@no_membership_needed
def welcome(public_id: str, who: str) -> Page:
    """Accept or refuse a request to join."""
    circle, _permissions = tended_circle(public_id)
    yes = request.form.get("answer") == "yes"
    service.let_in(circle.id, current_member().id, _somebody(who), welcome=yes, at=now())
    return redirect_to("community.circle_people", public_id=public_id, done="let-in" if yes else "parted")


@bp.post("/circles/<public_id>/invite")
def invite_to_circle(public_id: str) -> Page:
    """Invite an acquaintance."""
    circle, permissions = hosted_circle(public_id)
    rate_limit("invite", INVITATIONS)
    try:
        service.invite(circle.id, current_member().id, _somebody(request.form.get("who", "")), now())
    except DomainError as problem:
        return _show(circle, permissions, problem=error_message(problem), status=422)
    return redirect_to("community.circle_people", public_id=public_id, done="invited")


@bp.get("/circles/<public_id>/mail")
@no_membership_needed
def circle_mail(public_id: str) -> Page:
    """Show which e-mail the reader gets from a circle; nothing is chosen for them."""
    circle, permissions = circle_for(public_id)
    if not permissions.is_in:
        abort(404)
    return _show_mail(
        circle, CircleMailForm(data={"mail": queries.mail_chosen(circle.id, current_member().id)})
    )


@bp.post("/circles/<public_id>/mail")
@while_suspended
@no_membership_needed
def choose_circle_mail(public_id: str) -> Page:
    """Save which e-mail the reader gets from a circle."""
    circle, permissions = circle_for(public_id)
    form = CircleMailForm()
    if not permissions.is_in:
        abort(404)
    if not form.validate() or form.chosen is None:
        return _show_mail(circle, form, status=422)
    service.choose_mail(circle.id, current_member(), form.chosen, now())
    return redirect_to("community.circle", public_id=public_id, done="saved")


def _show_mail(circle: Circle, form: CircleMailForm, *, status: int = 200) -> Page:
    stopped = stopped_by(current_member().email)
    given = {
        "circle": circle,
        "form": form,
        "hints": MAIL_HINTS,
        "is_stopped": mail_scope(circle.id) in stopped,
        "is_all_stopped": EVERYTHING in stopped,
    }
    return render_template("community/circle_mail.html", **given), status


def _somebody(public_id: str) -> Member:
    return member_by_public_id(public_id) or abort(404)


def _show(circle: Circle, permissions: CirclePermissions, *, problem: str = "", status: int = 200) -> Page:
    me = current_member().id
    everybody = queries.people_of(circle.id, me)
    people, search = narrowed(everybody, plain.one_line(request.args.get("someone", ""))[:LONGEST])
    page = render_template(
        "community/people.html",
        circle=circle,
        permissions=permissions,
        everybody=everybody,
        people=people,
        search=search,
        asking=queries.people_of(circle.id, me, Joining.ASKED) if permissions.may_tend else [],
        invitable=_invitable(circle.id, me) if permissions.may_host else Finder(rows=()),
        is_later="before" in request.args,
        me=me,
        problem=problem,
    )
    return page, status


def _invitable(circle_id: int, me: int) -> Finder:
    """Return a page of whom the reader knows and can invite, or of those found by what was typed."""
    typed, before = request.args.get("find", ""), number(request.args.get("before"))
    return finder_of_known(me, typed, before, partial(queries.with_a_row, circle_id))
