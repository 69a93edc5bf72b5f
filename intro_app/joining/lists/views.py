"""The pages on which staff invite many people: lists, links for many, and what is still open."""

from datetime import timedelta

from flask import Response, abort, render_template, request

from intro_app.clock import now
from intro_app.config import settings
from intro_app.errors import DomainError
from intro_app.groups.queries import id_of, names_of
from intro_app.i18n import gettext as _
from intro_app.identity.session import current_member, is_fresh, to_sign_in_again
from intro_app.joining.blueprint import Page, bp
from intro_app.joining.evening.queries import passes
from intro_app.joining.evening.service import close_pass, open_pass
from intro_app.joining.invitations.codes import address_of
from intro_app.joining.invitations.models import InvitationKind
from intro_app.joining.lists import policy, queries, service
from intro_app.joining.lists.forms import ListForm, SendListForm, StaffLinkForm
from intro_app.joining.lists.models import InvitationList
from intro_app.joining.lists.policy import ListState
from intro_app.joining.lists.reading import people_in
from intro_app.people.policy import Search
from intro_app.text import tables
from intro_app.web.access import preserves_input, staff, takes_file
from intro_app.web.incoming import number
from intro_app.web.paths import path_for, redirect_to
from intro_app.wording import N_

# The list itself, and the few fields beside it.
_LARGEST_FORM = policy.LARGEST + 10_000
_TOO_LARGE = N_(
    "We read lists of up to 2,000 rows and 1 MB. Split yours and send the parts one after another."
)


@bp.get("/staff/invitations")
@staff("host")
def staff_invitations() -> Page:
    """Show the lists and links there are, and the forms for new ones."""
    return _overview(ListForm(formdata=None), StaffLinkForm(formdata=None))


@bp.post("/staff/invitations")
@takes_file("file", largest=_LARGEST_FORM, refusal=_TOO_LARGE)
@staff("host")
def read_list() -> Page:
    """Read a list and go on to its preview; nobody is written to."""
    form = ListForm()
    try:
        made = service.preview(current_member(), people_in(form.text()), now())
    except DomainError as problem:
        form.pasted.errors = [_(problem.sentence, **problem.details)]
        return _overview(form, StaffLinkForm(formdata=None), 422)
    return redirect_to("joining.invitation_list", list_id=made.id)


@bp.get("/staff/invitations/lists/<int:list_id>")
@staff("host")
def invitation_list(list_id: int) -> Page:
    """Show a list: by row before it is sent, and how far it is afterwards."""
    form = SendListForm(formdata=None)
    if not form.is_filled:
        form.locale.data = settings().site_language
    return _list(list_id, form)


@bp.post("/staff/invitations/lists/<int:list_id>")
@preserves_input
@staff("host")
def send_list(list_id: int) -> Page:
    """Begin to send the invitations of a list."""
    form, at = SendListForm(), now()
    if not is_fresh(at):
        return to_sign_in_again(path_for("joining.invitation_list", list_id=list_id))
    if not form.validate():
        return _list(list_id, form, 422)
    source, line = form.source.data or "", form.line.data or ""
    try:
        service.send(list_id, current_member(), at, source=source, line=line, locale=form.locale.data)
    except DomainError as problem:
        form.expected.errors = [_(problem.sentence, **problem.details)]
        return _list(list_id, form, 422)
    return redirect_to("joining.invitation_list", list_id=list_id, done="list-sending")


@bp.post("/staff/invitations/lists/<int:list_id>/change")
@staff("host")
def change_list(list_id: int) -> Page:
    """Pause, resume or withdraw a list, or delete a preview."""
    made, change = _found(list_id), request.form.get("change", "")
    acts = {"pause": service.pause, "resume": service.resume, "withdraw": service.withdraw}
    if change not in acts:
        abort(400)
    was_preview = made.state is ListState.PREVIEW
    if change == "withdraw" and not was_preview and request.form.get("sure") != "yes":
        return _list(list_id, SendListForm(formdata=None), 422, problem=_("Tick the box to confirm."))
    acts[change](list_id, current_member(), now())
    if was_preview:
        return redirect_to("joining.staff_invitations", done="list-dropped")
    done = {"pause": "list-paused", "resume": "list-resumed", "withdraw": "list-withdrawn"}[change]
    return redirect_to("joining.invitation_list", list_id=list_id, done=done)


@bp.get("/staff/invitations/lists/<int:list_id>/report.csv")
@staff("host")
def report_of_list(list_id: int) -> Response:
    """Return what became of each row as a file for a spreadsheet."""
    _found(list_id)
    heading = (_("Row"), _("Name"), _("Preview"), _("Done"), _("Joined"))
    lines = [
        (
            one.number,
            one.name,
            one.verdict,
            one.handed_at.date().isoformat() if one.handed_at else "",
            one.joined_at.date().isoformat() if one.joined_at else "",
        )
        for one in queries.report_of(list_id)
    ]
    headers = {"Content-Disposition": f'attachment; filename="invitations-{list_id}.csv"'}
    return Response(tables.written([heading, *lines]), mimetype="text/csv", headers=headers)


@bp.get("/staff/invitations/open")
@staff("host")
def open_invitations() -> Page:
    """List open invitations from lists, newest first, or those that a search finds."""
    find, before = request.args.get("find", "").strip()[:200], number(request.args.get("before")) or 0
    rows = list(queries.pending(find, before, now()))
    more = len(rows) > queries.PENDING_PAGE
    rows = rows[: queries.PENDING_PAGE]
    kept = find or None
    return render_template(
        "joining/open_invitations.html",
        rows=rows,
        search=Search(find, None),
        next_url=path_for("joining.open_invitations", find=kept, before=rows[-1].id) if more else "",
        first_url=path_for("joining.open_invitations", find=kept) if before else "",
    )


@bp.post("/staff/invitations/open/withdraw")
@staff("host")
def withdraw_from_list() -> Page:
    """Withdraw one invitation from a list."""
    service.withdraw_one(number(request.form.get("invitation")) or 0, current_member(), now())
    return redirect_to(
        "joining.open_invitations",
        find=request.form.get("find", "").strip()[:200] or None,
        done="invitation-withdrawn",
    )


@bp.post("/staff/invitations/links")
@preserves_input(shown_by="joining.staff_invitations")
@staff("host")
def open_staff_link() -> Page:
    """Make a link for many people."""
    form, at = StaffLinkForm(), now()
    if not form.validate():
        return _overview(ListForm(formdata=None), form, 422)
    open_pass(
        current_member(),
        label=form.label.data or "",
        places=form.places.data or 1,
        until=at + timedelta(days=form.days.data or 1),
        at=at,
        kind=InvitationKind.STAFF_LINK,
        group_id=id_of(form.group.data),
    )
    return redirect_to("joining.staff_invitations", done="staff-link-opened")


@bp.post("/staff/invitations/links/close")
@staff("host")
def close_staff_link() -> Page:
    """Close a link for many people before its time."""
    close_pass(number(request.form.get("link")) or 0, current_member(), now())
    return redirect_to("joining.staff_invitations", done="staff-link-closed")


def _overview(form: ListForm, link_form: StaffLinkForm, status: int = 200) -> Page:
    at = now()
    page = render_template(
        "joining/staff_invitations.html",
        form=form,
        link_form=link_form,
        lists=[(one, one.state, queries.progress_of(one.id)) for one in queries.newest_lists()],
        links=[(one, one.state(at), address_of(one.id)) for one in passes(InvitationKind.STAFF_LINK)],
    )
    return page, status


def _list(list_id: int, form: SendListForm, status: int = 200, *, problem: str = "") -> Page:
    made = _found(list_id)
    if made.state is ListState.PREVIEW:
        return _preview(made, form, status)
    progress = queries.progress_of(list_id)
    page = render_template(
        "joining/list_progress.html",
        made=made,
        problem=problem,
        state=made.state,
        progress=progress,
        counts=queries.counts_of(list_id),
        minutes=policy.minutes_left(progress.left),
    )
    return page, status


def _preview(made: InvitationList, form: SendListForm, status: int) -> Page:
    verdict, after = request.args.get("kind", ""), number(request.args.get("after")) or 0
    rows = list(queries.rows_after(made.id, verdict, after))
    more = len(rows) > queries.PAGE
    rows = rows[: queries.PAGE]
    counts, kept = queries.counts_of(made.id), verdict or None
    page = render_template(
        "joining/list_preview.html",
        made=made,
        form=form,
        rows=rows,
        groups=names_of({row.group_id for row in rows if row.group_id}),
        regrouped=queries.number_regrouped(made.id),
        counts=counts,
        minutes=policy.minutes_left(counts[policy.RowVerdict.OK]),
        kind=verdict,
        is_fresh=is_fresh(now()),
        next_url=path_for("joining.invitation_list", list_id=made.id, kind=kept, after=rows[-1].number)
        if more
        else "",
        first_url=path_for("joining.invitation_list", list_id=made.id, kind=kept) if after else "",
    )
    return page, status


def _found(list_id: int) -> InvitationList:
    found = queries.found(list_id)
    if found is None:
        abort(404)
    return found
