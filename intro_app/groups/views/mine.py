"""The pages of members: which groups there are, and the people of one of them."""

from flask import abort, render_template, request

from intro_app.clock import now
from intro_app.config import settings
from intro_app.errors import DomainError
from intro_app.groups import by_domain, queries, service
from intro_app.groups.forms import GroupCodeForm
from intro_app.groups.models import MemberGroup
from intro_app.groups.policy import CODES_IN_AN_HOUR, KNOWN_IN_A_DAY, said_size
from intro_app.groups.views.blueprint import Page, bp, group_or_404
from intro_app.identity.session import current_member
from intro_app.people.listing import sees_list
from intro_app.web.access import preserves_input
from intro_app.web.incoming import number
from intro_app.web.limits import hit, refuse
from intro_app.web.messages import error_message
from intro_app.web.paths import path_for, redirect_to


@bp.get("/groups")
def groups() -> Page:
    """List all groups, with how each stands for the reader, and ask for a code."""
    return _groups(GroupCodeForm(formdata=None))


@bp.post("/groups")
@preserves_input
def join_by_code() -> Page:
    """Join a group by its code."""
    form, member = GroupCodeForm(), current_member()
    if not form.validate():
        return _groups(form, 422)
    limit = hit("group_code", member.public_id, CODES_IN_AN_HOUR)
    if not limit.allowed:
        refuse(limit)
    try:
        service.join_by_code(member, form.code.data or "", now())
    except DomainError as problem:
        form.code.errors = [error_message(problem)]
        return _groups(form, 422)
    return redirect_to("groups.groups", done="group-joined")


@bp.post("/groups/ask")
def ask_to_join() -> Page:
    """Ask staff to be let into a group."""
    service.ask_to_join_group(current_member(), _chosen(), now())
    return redirect_to("groups.groups", done="group-asked")


@bp.post("/groups/by-address")
def join_by_address() -> Page:
    """Join a group by one's address, which its mail domain lets in."""
    by_domain.join_by_address(current_member(), _chosen(), now())
    return redirect_to("groups.groups", done="group-joined")


@bp.post("/groups/leave")
def leave() -> Page:
    """Leave a group, or take a request back."""
    service.leave_group(current_member(), _chosen())
    return redirect_to("groups.groups", done="group-left")


@bp.post("/groups/show")
def show() -> Page:
    """Show to others that one is in a group, or stop showing it."""
    service.show_group(current_member(), _chosen(), shown=request.form.get("shown") == "yes")
    return redirect_to("groups.groups", done="group-shown")


@bp.get("/groups/<public_id>")
def group(public_id: str) -> Page:
    """List the people of a group who show it, to its people and to whoever sees the list of people."""
    found, member, place = group_or_404(public_id), current_member(), number(request.args.get("from")) or 0
    is_in = _may_see(found)
    today = now().astimezone(settings().time_zone).date()
    rows = queries.people_seen(member.id, found.id, today, min(place, 100_000))
    more = len(rows) > queries.PAGE
    return render_template(
        "groups/group.html",
        group=found,
        rows=rows[: queries.PAGE],
        is_in=is_in,
        next_url=path_for("groups.group", public_id=public_id, **{"from": place + queries.PAGE})
        if more
        else "",
        first_url=path_for("groups.group", public_id=public_id) if place else "",
    )


@bp.post("/groups/<public_id>/know")
def know(public_id: str) -> Page:
    """Ask the chosen people of a group whether they and the reader know each other."""
    found, member = group_or_404(public_id), current_member()
    if not _may_see(found):
        abort(404)
    chosen = request.form.getlist("people")[: queries.PAGE]
    for _one in chosen:
        limit = hit("group_known", member.public_id, KNOWN_IN_A_DAY)
        if not limit.allowed:
            refuse(limit)
    service.know_people(member, found, chosen, now())
    return redirect_to("groups.group", public_id=public_id, done="group-known")


def _groups(form: GroupCodeForm, status: int = 200) -> Page:
    rows = queries.groups_for(current_member().id)
    sees = sees_list(current_member().id, now())
    sizes = {row.group.id: said_size(row.size) for row in rows}
    fitting = {row.group.id for row in rows if by_domain.may_join_by_address(current_member(), row.group)}
    page = render_template(
        "groups/groups.html", form=form, rows=rows, sizes=sizes, sees_list=sees, fitting=fitting
    )
    return page, status


def _chosen() -> MemberGroup:
    return group_or_404(request.form.get("group", ""))


def _may_see(found: MemberGroup) -> bool:
    """Return whether the reader is in the group; a 404 for whoever may not see its people either."""
    member = current_member()
    is_in = queries.is_in(member.id, found.id)
    if not is_in and not sees_list(member.id, now()):
        abort(404)
    return is_in
