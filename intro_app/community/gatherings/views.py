"""Pages for planning, reading and replying to gatherings, on the site and by a link; calendar files."""

from collections.abc import Sequence

from flask import Response, abort, render_template, request

from intro_app import links
from intro_app.clock import now
from intro_app.community.blueprint import INVITATIONS, Page, bp, no_membership_needed, rate_limit
from intro_app.community.circles.access import hosted_circle
from intro_app.community.circles.models import Circle
from intro_app.community.gatherings import calendar, queries, series, service
from intro_app.community.gatherings.access import attendance_of_link, invited_to
from intro_app.community.gatherings.forms import AnnounceForm, ChangeForm, PlanForm
from intro_app.community.gatherings.models import Attendance, Gathering, GatheringReply
from intro_app.community.gatherings.policy import map_link
from intro_app.community.gatherings.repeating import Reach
from intro_app.community.gatherings.service import Plan
from intro_app.community.gatherings.wording import repeats
from intro_app.community.pictures.composing import chosen_in, composed
from intro_app.community.pictures.policy import LARGEST_FORM, ChosenPicture
from intro_app.community.pictures.queries import chosen_for_gathering, gathering_picture
from intro_app.community.preferences import service as preferences
from intro_app.config import settings
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity.models import Member
from intro_app.identity.queries import member_by_public_id
from intro_app.identity.session import current_member
from intro_app.links import LinkPurpose
from intro_app.people.found import Finder, finder_of_known
from intro_app.pictures import PHOTO_TOO_LARGE
from intro_app.web.access import preserves_input, takes_file, token_page, while_suspended
from intro_app.web.addresses import plain_path
from intro_app.web.form_recovery import is_shown_again
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to

ANNOUNCEMENTS = "5/day;20/month"
takes_picture = takes_file("files", largest=LARGEST_FORM, refusal=PHOTO_TOO_LARGE)

bp.add_app_template_filter(map_link)


@bp.get("/circles/<circle_id>/gatherings/new")
def new_gathering(circle_id: str) -> Page:
    """Show the form for a new gathering."""
    circle, _permissions = hosted_circle(circle_id)
    form = AnnounceForm(time_zone=current_member().addressee.time_zone, minutes=90)
    return _plan_form(circle, form, chosen_in(form))


@bp.post("/circles/<circle_id>/gatherings/new")
@takes_picture
@preserves_input
def announce(circle_id: str) -> Page:
    """Create a gathering and invite everybody in the circle."""
    circle, _permissions = hosted_circle(circle_id)
    form = AnnounceForm()
    draft = composed(form)
    if draft.is_ready:
        rate_limit("announce", ANNOUNCEMENTS)
        try:
            made = _announced(circle.id, form, form.plan(draft.chosen))
        except DomainError as problem:
            form.form_errors.append(error_message(problem))
        else:
            return redirect_to("community.gathering", public_id=made.public_id, done="announced")
    return _plan_form(circle, form, draft.chosen), 422


def _announced(circle_id: int, form: AnnounceForm, plan: Plan) -> Gathering:
    repetition = form.repetition()
    if repetition is None:
        return service.announce(circle_id, current_member(), plan, now())
    return series.announce_series(circle_id, current_member(), plan, repetition, now())


@bp.get("/gatherings/<public_id>")
@no_membership_needed
def gathering(public_id: str) -> Page:
    """Show a gathering to somebody who is invited."""
    return _show(*invited_to(public_id))


@bp.get("/gatherings/<public_id>/gathering.ics")
@no_membership_needed
def gathering_file(public_id: str) -> Response:
    """Send the calendar file; it contains the gathering's link only for those who come."""
    found, mine = invited_to(public_id)
    file = calendar.one(found, with_link=_comes(mine))
    headers = {"Content-Disposition": f'attachment; filename="{calendar.FILE_NAME}"'}
    return Response(file, content_type=calendar.MEDIA_TYPE, headers=headers)


@bp.post("/gatherings/<public_id>/answer")
@while_suspended
@no_membership_needed
def answer_here(public_id: str) -> Page:
    """Save the member's reply."""
    found, mine = invited_to(public_id)
    chosen = request.form.get("answer")
    if chosen in {"yes-to-all", "no-to-all"}:
        replies = series.answer_all(found.id, current_member(), comes=chosen == "yes-to-all", at=now())
        done = "going-to-all" if set(replies) == {GatheringReply.GOING} else "answered-all"
        return redirect_to("community.gathering", public_id=public_id, done=done)
    if chosen not in {"yes", "no"}:
        return _show(found, mine, problem=_("Choose an answer."), status=422)
    reply = service.answer(found.id, current_member(), comes=chosen == "yes", at=now())
    return redirect_to("community.gathering", public_id=public_id, done=reply.value.replace("_", "-"))


@bp.get("/gatherings/<public_id>/edit")
def edit_gathering(public_id: str) -> Page:
    """Show the form for changing a gathering."""
    found = _hosted(public_id)
    form, picture_id = ChangeForm.showing(found), found.picture_id
    chosen = chosen_in(form, picture_id=picture_id) if is_shown_again() else chosen_for_gathering(picture_id)
    return _plan_form(found.circle, form, chosen, found)


@bp.post("/gatherings/<public_id>/edit")
@takes_picture
@preserves_input
def change_gathering(public_id: str) -> Page:
    """Save the changes; those who come are told of a new time or place."""
    found = _hosted(public_id)
    form = ChangeForm().of(found)
    draft = composed(form, picture_id=found.picture_id)
    if draft.is_ready:
        change = series.change_following if form.is_for_following else service.change
        try:
            change(found.id, current_member().id, form.plan(draft.chosen), now())
        except DomainError as problem:
            form.form_errors.append(error_message(problem))
        else:
            return redirect_to("community.gathering", public_id=public_id, done="saved")
    return _plan_form(found.circle, form, draft.chosen, found), 422


def _plan_form(
    circle: Circle, form: PlanForm, chosen: Sequence[ChosenPicture], found: Gathering | None = None
) -> str:
    shown = gathering_picture(found.picture_id) if found else None
    given = {"circle": circle, "form": form, "gathering": found, "chosen": chosen}
    return render_template("community/plan.html", shown_id=shown.public_id if shown else "", **given)


@bp.post("/gatherings/<public_id>/invite")
def invite_to_gathering(public_id: str) -> Page:
    """Invite an acquaintance who is not in the circle."""
    found, who = _hosted(public_id), member_by_public_id(request.form.get("who", "")) or abort(404)
    rate_limit("invite", INVITATIONS)
    service.invite(found.id, current_member().id, who, now())
    return redirect_to("community.gathering", public_id=public_id, done="invited")


@bp.post("/gatherings/<public_id>/cancel")
@while_suspended
@no_membership_needed
def cancel_gathering(public_id: str) -> Page:
    """Cancel the gathering, after a ticked confirmation."""
    found, mine = invited_to(public_id)
    if found.circle.host_id != current_member().id:
        abort(404)
    if request.form.get("sure") != "yes":
        return _show(found, mine, unsure=_("Tick the box to confirm."), status=422)
    is_for_following = request.form.get("reach") == Reach.FOLLOWING
    cancel = series.cancel_following if is_for_following else service.cancel
    cancel(found.id, current_member().id, now())
    return redirect_to("community.gathering", public_id=public_id, done="gathering-cancelled")


def _hosted(public_id: str) -> Gathering:
    found, _mine = invited_to(public_id)
    return found if found.circle.host_id == current_member().id else abort(404)


def _comes(mine: Attendance | None) -> bool:
    return mine is not None and mine.reply is GatheringReply.GOING


def _public_url(found: Gathering) -> str:
    """Return where people without an account read about it; "" where they may not come."""
    path = plain_path("community.visit", public_id=found.public_id)
    return settings().base_url + path if found.takes_visitors else ""


def _show(
    found: Gathering, mine: Attendance | None, *, problem: str = "", unsure: str = "", status: int = 200
) -> Page:
    me: Member = current_member()
    is_host = found.circle.host_id == me.id
    may_invite = is_host and found.is_open(now())
    page = render_template(
        "community/gathering.html",
        gathering=found,
        reply=mine.reply if mine else GatheringReply.INVITED,
        is_host=is_host,
        is_open=found.is_open(now()),
        counts=queries.counts_of(found.id),
        attendees=queries.attendees_of(found.id, me.id) if _comes(mine) else [],
        invitable=finder_of_known(me.id, request.args.get("find", "")) if may_invite else Finder(rows=()),
        repeats=repeats(found),
        picture=gathering_picture(found.picture_id),
        agrees=bool(mine and mine.agreed_at),
        visitors=queries.visitors_of(found.id) if is_host else [],
        public_url=_public_url(found),
        dates=queries.dates_of(found.series_id, me.id, now()) if found.series_id else [],
        problem=problem,
        unsure=unsure,
    )
    return page, status


@bp.get("/g/<token>")
@token_page
def invitation_link(token: str) -> Page:
    """Show the gathering and the two answers, with none preselected."""
    return _show_by_link(token, attendance_of_link(token))


@bp.post("/g")
@token_page
def invitation_answered() -> Page:
    """Save the reply."""
    token = request.form.get("token", "")
    invited, chosen = attendance_of_link(token), request.form.get("answer")
    if chosen not in {"yes", "no"}:
        return _show_by_link(token, invited, problem=_("Choose an answer."), status=422)
    try:
        service.answer(invited.gathering_id, invited.member or abort(404), comes=chosen == "yes", at=now())
    except DomainError as problem:
        return _show_by_link(token, invited, problem=error_message(problem), status=422)
    return _show_by_link(token, attendance_of_link(token), is_answered=True)


@bp.get("/c/<token>.ics")
@token_page
def calendar_feed(token: str) -> Response:
    """Send the calendar feed of the link's owner to a calendar program."""
    at = now()
    owner = preferences.owner_of_feed(links.find(token, LinkPurpose.FEED), at)
    return Response(calendar.feed(queries.feed_of(owner.id, at)), content_type=calendar.MEDIA_TYPE)


def _show_by_link(
    token: str, invited: Attendance, *, problem: str = "", is_answered: bool = False, status: int = 200
) -> Page:
    page = render_template(
        "community/rsvp.html",
        token=token,
        invited=invited,
        gathering=invited.gathering,
        counts=queries.counts_of(invited.gathering_id),
        repeats=repeats(invited.gathering),
        picture=gathering_picture(invited.gathering.picture_id),
        is_open=invited.gathering.is_open(now()),
        is_answered=is_answered,
        problem=problem,
    )
    return page, status
