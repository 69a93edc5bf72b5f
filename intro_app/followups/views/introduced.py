"""The member's pages of people they were introduced to, with vCards, and of notes they received."""

from flask import Response, abort, render_template, request

from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.followups import policy, queries, service
from intro_app.followups.emails import name_of
from intro_app.followups.forms import ThanksForm
from intro_app.followups.queries.introduced import PAGE
from intro_app.followups.views.blueprint import Page, bp
from intro_app.i18n import gettext as _
from intro_app.identity.session import current_member
from intro_app.introductions import vcard
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role
from intro_app.text.file_names import disposition, file_name
from intro_app.text.writable import TextRefused
from intro_app.web.access import preserves_input, while_suspended
from intro_app.web.incoming import number
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to


@bp.get("/introduced")
def people() -> Page:
    """List everyone the member was introduced to, newest first."""
    member, at = current_member(), now()
    page = queries.introduced_to(member, at, before=_before())
    silent = policy.speaks_of_silence(queries.silent_to(member.id, at - policy.SILENCES_WITHIN))
    return render_template(
        "followups/people.html", page=page, speaks_of_silence=silent, is_first=_before() is None
    )


@bp.get("/introduced/thanks")
def notes() -> Page:
    """List the thank-you notes the member received, as a party or as a connector."""
    found = queries.notes_to(current_member().id, before=_before())
    more = found[PAGE - 1].id if len(found) > PAGE else None
    return render_template("followups/notes.html", notes=found[:PAGE], next_before=more)


@bp.get("/introduced/<public_id>")
def person(public_id: str) -> Page:
    """Show one person: their card, the letter, and what the member can still do."""
    return _show(*_mine(public_id))


@bp.get("/introduced/<public_id>/card.vcf")
def card(public_id: str) -> Response:
    """Send the card as a vCard file; 404 when no details are shared."""
    introduction, role = _mine(public_id)
    found = queries.card_of(introduction, role, now())
    if not found.shared:
        abort(404)
    note = vcard.where_you_met(found.connector, found.introduced_at, current_member().addressee.time_zone)
    headers = {"Content-Disposition": disposition(file_name(found.name, "vcf"))}
    return Response(vcard.of(found.name, found.shared, note), content_type=vcard.MEDIA_TYPE, headers=headers)


@bp.post("/introduced/<public_id>/thanks")
@preserves_input(shown_by="followups.person")
def thank(public_id: str) -> Page:
    """Send a thank-you note, however long ago the introduction was."""
    introduction, role = _mine(public_id)
    form = _thanks_form(introduction, role)
    if form.validate() and not form.thanks():
        form.form_errors.append(_("Write a note first. Nothing has been sent."))
    if form.errors or form.form_errors:
        return _show(introduction, role, form=form, status=422)
    try:
        service.thank(introduction, role, form.thanks(), at=now())
    except TextRefused as refused:
        form[refused.field].errors = [error_message(refused)]
    except DomainError as refused:
        form.form_errors.append(error_message(refused))
    else:
        return redirect_to("followups.person", public_id=public_id, done="thanked")
    return _show(introduction, role, form=form, status=422)


@bp.post("/introduced/<public_id>/please-delete")
@while_suspended
def ask_to_delete(public_id: str) -> Page:
    """Ask this person to delete the member's details."""
    introduction, role = _mine(public_id)
    if request.form.get("sure") != "yes":
        return _show(introduction, role, problem=_("Tick the box to confirm."), status=422)
    service.ask_to_delete(introduction, role, at=now())
    return redirect_to("followups.person", public_id=public_id, done="asked-to-delete")


@bp.post("/introduced/<public_id>/deleted")
@while_suspended
def acknowledge_here(public_id: str) -> Page:
    """Record that the member deleted this person's details."""
    introduction, role = _mine(public_id)
    service.acknowledge(queries.deletion_asked(introduction.id, role.other) or abort(404), at=now())
    return redirect_to("followups.person", public_id=public_id, done="deleted")


def _mine(public_id: str) -> tuple[Introduction, Role]:
    return queries.party_of(current_member(), public_id) or abort(404)


def _before() -> int | None:
    return number(request.args.get("before"))


def _thanks_form(introduction: Introduction, role: Role) -> ThanksForm:
    form, others = ThanksForm(), [one for one in Role if one is not role and introduction.person(one)]
    form.address({one: name_of(introduction, one, reader=role) for one in others})
    form.leave_out(queries.thanked(introduction.id, role))
    return form


def _show(
    introduction: Introduction,
    role: Role,
    *,
    form: ThanksForm | None = None,
    problem: str = "",
    status: int = 200,
) -> Page:
    page = render_template(
        "followups/person.html",
        introduction=introduction,
        card=queries.card_of(introduction, role, now()),
        form=form or _thanks_form(introduction, role),
        i_asked=queries.deletion_asked(introduction.id, role),
        they_asked=queries.deletion_asked(introduction.id, role.other),
        problem=problem,
    )
    return page, status
