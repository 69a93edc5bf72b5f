"""The pages on which a member asks for an archive of everything about them, and fetches it."""

from flask import Response, abort, render_template, request

from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity.session import current_member, is_fresh, to_sign_in_again
from intro_app.privacy import queries, service
from intro_app.privacy.views.blueprint import Page, bp
from intro_app.web.access import while_suspended
from intro_app.web.paths import path_for, redirect_to

_HERE = "privacy.export"


@bp.get("/me/export")
def export() -> Page:
    """Say what an archive holds, and how far the present one is."""
    return _page()


@bp.post("/me/export")
@while_suspended
def ask_for_archive() -> Page:
    """Ask for an archive; requires a recent sign-in."""
    at = now()
    if not is_fresh(at):
        return to_sign_in_again(path_for(_HERE))
    try:
        service.ask_for_archive(current_member().id, at)
    except DomainError as problem:
        return _page(_(problem.sentence)), 422
    return redirect_to(_HERE)


@bp.get("/me/export/<key>")
def archive(key: str) -> Page:
    """Send the file to its owner, who has to have signed in a moment ago; 404 once its day is over."""
    at = now()
    if not is_fresh(at):
        return to_sign_in_again(request.path)
    content = service.fetch(key, current_member().id, at)
    if content is None:
        abort(404)
    headers = {"Content-Disposition": 'attachment; filename="archive.zip"'}
    return Response(content, content_type="application/zip", headers=headers)


def _page(trouble: str = "") -> str:
    there = queries.archive_of(current_member().id)
    return render_template("privacy/export.html", archive=there, trouble=trouble)
