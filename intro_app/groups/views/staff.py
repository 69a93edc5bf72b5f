"""The pages on which staff make groups, give out codes, answer requests, add and remove people."""

from flask import render_template, request

from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.groups import by_domain, queries, service
from intro_app.groups.codes import present_code
from intro_app.groups.forms import AddToGroupForm, CodeDaysForm, GroupDomainsForm, GroupNameForm, NewGroupForm
from intro_app.groups.models import MemberGroup
from intro_app.groups.views.blueprint import Page, bp, group_or_404
from intro_app.i18n import gettext as _
from intro_app.identity.session import current_member
from intro_app.web.access import preserves_input
from intro_app.web.access import staff as staff_page
from intro_app.web.incoming import number
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to


@bp.get("/staff/groups")
@staff_page("host")
def staff_groups() -> Page:
    """List all groups, and offer to make one."""
    return _overview(NewGroupForm(formdata=None))


@bp.post("/staff/groups")
@preserves_input
@staff_page("host")
def make_group() -> Page:
    """Make a group."""
    form = NewGroupForm()
    if not form.validate():
        return _overview(form, 422)
    try:
        made = service.make_group(
            current_member(), form.name.data or "", takes_requests=form.takes_requests.data, at=now()
        )
    except DomainError as problem:
        form.name.errors = [error_message(problem)]
        return _overview(form, 422)
    return redirect_to("groups.staff_group", public_id=made.public_id, done="group-made")


@bp.get("/staff/groups/<public_id>")
@staff_page("host")
def staff_group(public_id: str) -> Page:
    """Show one group: its code, who asks to join, and who is in it."""
    found = group_or_404(public_id)
    return _group(found, CodeDaysForm(formdata=None), AddToGroupForm(formdata=None))


@bp.post("/staff/groups/<public_id>/rename")
@preserves_input(shown_by="groups.staff_group")
@staff_page("host")
def rename_group(public_id: str) -> Page:
    """Give a group another name."""
    found, form = group_or_404(public_id), GroupNameForm()
    forms = CodeDaysForm(formdata=None), AddToGroupForm(formdata=None)
    if not form.validate():
        return _group(found, *forms, 422, rename=form)
    try:
        service.rename_group(found.id, current_member(), form.name.data or "", now())
    except DomainError as problem:
        form.name.errors = [error_message(problem)]
        return _group(found, *forms, 422, rename=form)
    return redirect_to("groups.staff_group", public_id=public_id, done="group-renamed")


@bp.post("/staff/groups/<public_id>/domains")
@preserves_input(shown_by="groups.staff_group")
@staff_page("host")
def set_group_domains(public_id: str) -> Page:
    """Say whose address lets them join by themselves."""
    found, form = group_or_404(public_id), GroupDomainsForm()
    if not form.validate():
        forms = CodeDaysForm(formdata=None), AddToGroupForm(formdata=None)
        return _group(found, *forms, 422, domains=form)
    by_domain.set_mail_domains(found.id, current_member(), form.chosen(), now())
    return redirect_to("groups.staff_group", public_id=public_id, done="group-domains")


@bp.post("/staff/groups/<public_id>/code")
@preserves_input(shown_by="groups.staff_group")
@staff_page("host")
def make_code(public_id: str) -> Page:
    """Make a new code."""
    found, form = group_or_404(public_id), CodeDaysForm()
    if not form.validate():
        return _group(found, form, AddToGroupForm(formdata=None), 422)
    service.new_code(found.id, current_member(), days=form.days.data or 1, at=now())
    return redirect_to("groups.staff_group", public_id=public_id, done="group-code")


@bp.post("/staff/groups/<public_id>/code/end")
@staff_page("host")
def end_code(public_id: str) -> Page:
    """End the code of a group."""
    service.end_code(group_or_404(public_id).id, current_member(), now())
    return redirect_to("groups.staff_group", public_id=public_id, done="group-code")


@bp.post("/staff/groups/<public_id>/add")
@preserves_input(shown_by="groups.staff_group")
@staff_page("host")
def add_to_group(public_id: str) -> Page:
    """Put a member into a group by hand."""
    found, form = group_or_404(public_id), AddToGroupForm()
    if not form.validate():
        return _group(found, CodeDaysForm(formdata=None), form, 422)
    try:
        service.add_by_address(found.id, current_member(), form.email.data or "", now())
    except DomainError as problem:
        form.email.errors = [error_message(problem)]
        return _group(found, CodeDaysForm(formdata=None), form, 422)
    return redirect_to("groups.staff_group", public_id=public_id, done="group-added")


@bp.post("/staff/groups/<public_id>/answer")
@staff_page("host")
def answer(public_id: str) -> Page:
    """Let somebody in who asked, or not."""
    member_id, let_in = number(request.form.get("member")) or 0, request.form.get("verdict") == "yes"
    service.answer_request(group_or_404(public_id).id, member_id, current_member(), let_in=let_in, at=now())
    return redirect_to("groups.staff_group", public_id=public_id, done="group-answered")


@bp.post("/staff/groups/<public_id>/remove")
@staff_page("host")
def remove(public_id: str) -> Page:
    """Remove somebody from a group."""
    member_id = number(request.form.get("member")) or 0
    service.remove_from_group(group_or_404(public_id).id, member_id, current_member(), now())
    return redirect_to("groups.staff_group", public_id=public_id, done="group-removed")


@bp.post("/staff/groups/<public_id>/close")
@staff_page("host")
def close(public_id: str) -> Page:
    """Close a group for good, after a ticked confirmation."""
    found = group_or_404(public_id)
    if request.form.get("sure") != "yes":
        forms = CodeDaysForm(formdata=None), AddToGroupForm(formdata=None)
        return _group(found, *forms, 422, problem=_("Tick the box to confirm."))
    service.close_group(found.id, current_member(), now())
    return redirect_to("groups.staff_groups", done="group-closed")


def _overview(form: NewGroupForm, status: int = 200) -> Page:
    page = render_template(
        "groups/staff_groups.html",
        form=form,
        groups=queries.open_groups(),
        sizes=queries.exact_sizes(),
        waiting=queries.number_waiting(),
    )
    return page, status


def _group(
    found: MemberGroup,
    days: CodeDaysForm,
    add: AddToGroupForm,
    status: int = 200,
    *,
    rename: GroupNameForm | None = None,
    domains: GroupDomainsForm | None = None,
    problem: str = "",
) -> Page:
    rows = queries.staff_rows(found.id)
    page = render_template(
        "groups/staff_group.html",
        group=found,
        code=present_code(found, now()),
        days_form=days,
        add_form=add,
        name_form=rename or GroupNameForm(formdata=None, name=found.name),
        domains_form=domains or GroupDomainsForm(formdata=None, domains=", ".join(found.mail_domains)),
        problem=problem,
        requests=[row for row in rows if row.since is None],
        people=[row for row in rows if row.since is not None],
    )
    return page, status
