"""The page on which hosts say into which groups the groups at a provider lead."""

from flask import abort, render_template, request

from intro_app.clock import now
from intro_app.config import settings
from intro_app.config.providers import OidcProvider
from intro_app.errors import DomainError
from intro_app.groups.queries import names_by_public_id
from intro_app.identity.session import current_member
from intro_app.joining.blueprint import Page, bp
from intro_app.joining.provider_groups import queries, service
from intro_app.joining.provider_groups.forms import MappedWordForm
from intro_app.joining.provider_groups.policy import MappedWord
from intro_app.joining.provider_groups.service import MappingLocked
from intro_app.web.access import preserves_input, staff
from intro_app.web.incoming import number
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to

_HERE = "joining.provider_groups"


@bp.get("/staff/providers")
@staff("host")
def provider_groups() -> Page:
    """List the providers, and where their groups lead."""
    return _page()


@bp.post("/staff/providers")
@preserves_input
@staff("host")
def lead_into_group() -> Page:
    """Let a group at the provider lead into a group here; 409 where the environment says it."""
    provider = _chosen()
    form = MappedWordForm.of(provider.key, empty=False)
    if provider.groups:
        return _page(problem=error_message(MappingLocked()), status=409)
    if not form.validate():
        return _page(provider.key, form, status=422)
    try:
        service.lead_into(provider, form.mapped(), current_member(), now())
    except DomainError as problem:
        form.word.errors = [error_message(problem)]
        return _page(provider.key, form, status=422)
    return redirect_to(_HERE, done="provider-groups-changed")


@bp.post("/staff/providers/remove")
@staff("host")
def lead_nowhere() -> Page:
    """Let a group at the provider lead nowhere."""
    removed = MappedWord(request.form.get("word", ""), request.form.get("group", ""))
    try:
        service.lead_nowhere(_chosen(), removed, current_member(), now())
    except MappingLocked as problem:
        return _page(problem=error_message(problem), status=409)
    return redirect_to(_HERE, done="provider-groups-changed")


@bp.post("/staff/providers/undo")
@staff("host")
def undo_provider_groups() -> Page:
    """Set back what the latest change changed."""
    change = number(request.form.get("change")) or 0
    try:
        done = service.undo_mapping(_chosen(), change, current_member(), now())
    except MappingLocked as problem:
        return _page(problem=error_message(problem), status=409)
    return redirect_to(_HERE, done="setting-undone" if done else "setting-changed-since")


def _chosen() -> OidcProvider:
    """Return the provider that the form is about; ends the request with 404 when there is none."""
    key = request.form.get("provider", "")
    return next((one for one in settings().oidc_providers if one.key == key), None) or abort(404)


def _page(key: str = "", form: MappedWordForm | None = None, *, problem: str = "", status: int = 200) -> Page:
    rows = [
        (one, queries.mapping_of(one.key), queries.changes_of(one.key), _form(one, key, form))
        for one in settings().oidc_providers
    ]
    page = render_template(
        "joining/provider_groups.html", rows=rows, form=form, names=names_by_public_id(), problem=problem
    )
    return page, status


def _form(provider: OidcProvider, key: str, form: MappedWordForm | None) -> MappedWordForm:
    return form if form and provider.key == key else MappedWordForm.of(provider.key)
