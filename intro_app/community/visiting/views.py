"""The public page of a gathering, the page of somebody who signed up there, and the host's list."""

from flask import Response, abort, render_template, request

from intro_app import links
from intro_app.clock import now
from intro_app.community.blueprint import Page, bp, no_membership_needed, rate_limit
from intro_app.community.gatherings import queries as gatherings
from intro_app.community.gatherings.models import Gathering, GatheringReply, GatheringVisitor
from intro_app.community.gatherings.queries import gathering_for
from intro_app.community.pictures.queries import gathering_picture
from intro_app.community.visiting import queries, service
from intro_app.community.visiting.access import published, visitor_of_link
from intro_app.community.visiting.forms import ComingForm, VisitForm
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity.session import current_member
from intro_app.links import LinkPurpose
from intro_app.text import tables
from intro_app.text.mailboxes import masked
from intro_app.web.access import public, token_page
from intro_app.web.languages import choose_language, use_locale
from intro_app.web.limits import hit, refuse
from intro_app.web.messages import error_message
from intro_app.web.network import network
from intro_app.web.paths import redirect_to

VISITS = "20/hour;60/day"
LISTS = "20/day"


@bp.get("/visit/<public_id>")
@public
def visit(public_id: str) -> Page:
    """Show what a host published of a gathering, with the form to sign up."""
    return _public_page(published(public_id), VisitForm(formdata=None))


@bp.post("/visit/<public_id>")
@public
def ask_to_visit(public_id: str) -> Page:
    """Send the link to the address; the page says the same for every address."""
    found, form = published(public_id), VisitForm()
    if not form.validate():
        return _public_page(found, form, 422)
    limit = hit("visit", network(), VISITS)
    if not limit.allowed:
        refuse(limit)
    try:
        service.ask(
            found.id,
            form.name.data or "",
            form.email.data or "",
            agrees=bool(form.agrees.data),
            locale=choose_language(),
            at=now(),
        )
    except DomainError as problem:
        form.form_errors.append(error_message(problem))
        return _public_page(found, form, 422)
    return render_template("community/visit_asked.html", gathering=found)


@bp.get("/v/<token>")
@token_page
def visitor_page(token: str) -> Page:
    """Show a visitor how they stand, and all that is kept about them."""
    visitor = visitor_of_link(token)
    form = ComingForm(formdata=None, name=visitor.name, agrees=visitor.agrees)
    return _own_page(token, visitor, form)


@bp.post("/v")
@token_page
def visitor_comes() -> Page:
    """Sign up, or save the corrected name and tick."""
    token = request.form.get("token", "")
    visitor, form = visitor_of_link(token), ComingForm()
    if not form.validate():
        return _own_page(token, visitor, form, status=422)
    link = links.find(token, LinkPurpose.VISIT)
    try:
        service.confirm(link, form.name.data or "", agrees=bool(form.agrees.data), at=now())
    except DomainError as problem:
        form.form_errors.append(error_message(problem))
        return _own_page(token, visitor, form, status=422)
    return _own_page(token, visitor_of_link(token), form, is_saved=True)


@bp.post("/v/withdraw")
@token_page
def visitor_withdraws() -> Page:
    """Give the seat back, and erase the visitor's name and address."""
    link = links.find(request.form.get("token", ""), LinkPurpose.VISIT)
    use_locale(service.visitor_behind(link, now()).locale)
    service.withdraw(link, now())
    return render_template("community/visit_ended.html")


@bp.post("/gatherings/<public_id>/agree")
@no_membership_needed
def agree_to_list(public_id: str) -> Page:
    """Save whether the host may have the member's name and address in the list."""
    found = gathering_for(public_id, current_member().id) or abort(404)
    agrees = request.form.get("agrees") == "yes"
    service.agree(found[0].id, current_member().id, agrees=agrees, at=now())
    return redirect_to("community.gathering", public_id=public_id, done="saved")


@bp.post("/gatherings/<public_id>/list.csv")
@no_membership_needed
def attendee_list(public_id: str) -> Response:
    """Send the host the list of those who agreed to be on it; each of them can see that."""
    found = gathering_for(public_id, current_member().id) or abort(404)
    if found[0].circle.host_id != current_member().id:
        abort(404)
    rate_limit("attendees", LISTS)
    rows = service.take_list(found[0].id, current_member().id, now())
    states = {GatheringReply.GOING: _("has a place"), GatheringReply.WAITING: _("is waiting")}
    lines = [(row.name, row.address, states[row.attendance.reply]) for row in rows]
    file = tables.written([(_("Name"), _("E-mail address"), _("Place")), *lines])
    headers = {"Content-Disposition": 'attachment; filename="gathering.csv"'}
    return Response(file, mimetype="text/csv", headers=headers)


def _public_page(found: Gathering, form: VisitForm, status: int = 200) -> Page:
    counts = gatherings.counts_of(found.id)
    page = render_template(
        "community/visit.html",
        gathering=found,
        form=form,
        picture=gathering_picture(found.picture_id),
        is_open=found.is_open(now()),
        is_full=found.capacity is not None and counts.going >= found.capacity,
    )
    return page, status


def _own_page(
    token: str, visitor: GatheringVisitor, form: ComingForm, *, is_saved: bool = False, status: int = 200
) -> Page:
    invited = queries.attendance_of_visitor(visitor.id)
    page = render_template(
        "community/visitor.html",
        token=token,
        form=form,
        gathering=visitor.gathering,
        picture=gathering_picture(visitor.gathering.picture_id),
        visitor=visitor,
        invited=invited,
        address=masked(visitor.address),
        is_open=visitor.gathering.is_open(now()),
        is_saved=is_saved,
    )
    return page, status
