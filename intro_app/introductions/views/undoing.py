"""The pages to undo from an e-mail's link, between the last yes and the release of the details."""

from flask import render_template, request

from intro_app import links
from intro_app.clock import now
from intro_app.config import settings
from intro_app.db import db
from intro_app.errors import StaleError
from intro_app.i18n import gettext as _
from intro_app.introductions import queries, service
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role
from intro_app.introductions.views.blueprint import Page, bp
from intro_app.links import LinkBroken, LinkEnded, LinkPurpose
from intro_app.web.access import token_page
from intro_app.web.languages import use_locale


@bp.get("/u/<token>")
@token_page
def undo_link(token: str) -> Page:
    """Show a button and a box to tick, so that a program that merely presses buttons cannot undo."""
    _ensure_undoable(*_subject(token))
    return render_template("introductions/undo.html", token=token, problem="")


@bp.post("/u")
@token_page
def undo() -> Page:
    """Undo the agreement; nobody's details leave the site."""
    token = request.form.get("token", "")
    introduction, role = _subject(token)
    _ensure_undoable(introduction, role)
    if request.form.get("sure") != "yes":
        return render_template(
            "introductions/undo.html", token=token, problem=_("Tick the box to confirm.")
        ), 422
    try:
        service.undo(introduction, role, at=now())
    except StaleError:
        raise LinkEnded(LinkPurpose.UNDO) from None
    return render_template("introductions/taken_back.html")


def _subject(token: str) -> tuple[Introduction, Role]:
    _kind, number, role = links.find(token, LinkPurpose.UNDO).ensure_open(now()).subject.split(":")
    introduction = db.session.get(Introduction, int(number))
    if introduction is None:
        raise LinkBroken
    use_locale(introduction.locale_of(Role(role)))
    return introduction, Role(role)


def _ensure_undoable(introduction: Introduction, role: Role) -> None:
    """Raise LinkEnded after the time at which the reader was told that the details go out.

    Until then nobody must see that the other has undone it meanwhile.
    """
    seen = queries.view_of(introduction, role)
    if seen.goes_out_at(now(), settings().undo_window) is None:
        raise LinkEnded(LinkPurpose.UNDO)
