"""The page on which two people who were introduced find a time to talk, if they like."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import abort, render_template, request

from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.followups import queries, service
from intro_app.followups.forms import SlotsForm
from intro_app.followups.models import SlotOffer
from intro_app.followups.views.blueprint import Page, bp
from intro_app.i18n import gettext as _
from intro_app.identity.models import Member
from intro_app.identity.session import current_member
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role
from intro_app.web.access import preserves_input, while_suspended
from intro_app.web.incoming import number
from intro_app.web.limits import hit, refuse
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to

OFFERS = "10/day"
NONE = "none"


@bp.get("/introduced/<public_id>/times")
def times(public_id: str) -> Page:
    """Show what is offered, or the form to offer times."""
    introduction, role = _between_members(public_id)
    return _show(introduction, role, SlotsForm(formdata=None))


@bp.post("/introduced/<public_id>/times")
@preserves_input
def offer_times(public_id: str) -> Page:
    """Offer the other up to three times."""
    introduction, role = _between_members(public_id)
    form = SlotsForm()
    is_valid = form.validate()
    moments = form.moments(ZoneInfo(current_member().addressee.time_zone))
    if not is_valid or form.errors:
        return _show(introduction, role, form, status=422)
    limit = hit("slots", str(current_member().id), OFFERS)
    if not limit.allowed:
        refuse(limit)
    try:
        service.offer_slots(introduction, role, moments, form.minutes.data or 0, at=now())
    except DomainError as refused:
        return _show(introduction, role, form, problem=error_message(refused), status=422)
    return redirect_to("followups.times", public_id=public_id, done="slots-offered")


@bp.post("/introduced/<public_id>/times/answer")
@while_suspended
def answer_times(public_id: str) -> Page:
    """Pick one of the times, or say that none fits."""
    introduction, role = _between_members(public_id)
    form, chosen = SlotsForm(formdata=None), request.form.get("chosen", "")
    offer = service.slots_of(introduction, role, now())
    offered = {one.isoformat(): one for one in offer.times} if offer else {}
    if chosen not in {*offered, NONE}:
        problem = _("Choose one of the options.")
        return _show(introduction, role, form, problem=problem, status=422)
    try:
        which = number(request.form.get("number")) or 0
        service.choose_slot(introduction, role, offered.get(chosen), which, at=now())
    except DomainError as refused:
        return _show(introduction, role, form, problem=error_message(refused), status=422)
    done = "no-slot" if chosen == NONE else "slot-chosen"
    return redirect_to("followups.times", public_id=public_id, done=done)


@bp.post("/introduced/<public_id>/times/withdraw")
@while_suspended
def withdraw_times(public_id: str) -> Page:
    """Withdraw the times that one offered."""
    introduction, role = _between_members(public_id)
    service.withdraw_slots(introduction, role, at=now())
    return redirect_to("followups.times", public_id=public_id, done="slots-withdrawn")


def _between_members(public_id: str) -> tuple[Introduction, Role]:
    introduction, role = queries.party_of(current_member(), public_id) or abort(404)
    if not isinstance(introduction.person(role.other), Member):
        abort(404)
    return introduction, role


def _coming(offer: SlotOffer, at: datetime) -> list[tuple[datetime, datetime]]:
    """Return the times that are not over, each with the wall clock of who offered it."""
    zone = ZoneInfo(offer.time_zone)
    return [(one, one.astimezone(zone)) for one in offer.times if one > at]


def _show(
    introduction: Introduction, role: Role, form: SlotsForm, *, problem: str = "", status: int = 200
) -> Page:
    at: datetime = now()
    offer = service.slots_of(introduction, role, at)
    other = introduction.person(role.other)
    page = render_template(
        "followups/times.html",
        introduction=introduction,
        name=other.name if other else "",
        offer=offer,
        is_mine=offer is not None and offer.from_role is role,
        is_open=offer is not None and offer.is_open(at),
        coming=_coming(offer, at) if offer else [],
        my_zone=current_member().addressee.time_zone,
        form=form,
        problem=problem,
    )
    return page, status
