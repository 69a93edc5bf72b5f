"""The page behind a deletion request's link, on which the reader confirms without an account."""

from flask import render_template, request

from intro_app import links
from intro_app.clock import now
from intro_app.followups import queries, service
from intro_app.followups.emails import name_of
from intro_app.followups.models import PleaseDelete
from intro_app.followups.views.blueprint import Page, bp
from intro_app.i18n import gettext as _
from intro_app.introductions.models import Introduction
from intro_app.links import LinkBroken, LinkPurpose
from intro_app.web.access import token_page
from intro_app.web.languages import use_locale


@bp.get("/d/<token>")
@token_page
def forget_link(token: str) -> Page:
    """Show who asks, and the button to confirm."""
    return _show(token, *_request_of_link(token))


@bp.post("/d")
@token_page
def forgotten() -> Page:
    """Record that the details are deleted."""
    token = request.form.get("token", "")
    asked, introduction = _request_of_link(token)
    if request.form.get("sure") != "yes":
        return _show(token, asked, introduction, problem=_("Tick the box once it’s done.")), 422
    service.acknowledge(asked, at=now())
    return _show(token, asked, introduction)


def _request_of_link(token: str) -> tuple[PleaseDelete, Introduction]:
    link = links.find(token, LinkPurpose.FORGET).ensure_open(now())
    found = queries.please_delete_by_id(link.subject_id)
    if found is None:
        raise LinkBroken
    asked, introduction = found
    use_locale(introduction.locale_of(asked.from_role.other))
    return found


def _show(token: str, asked: PleaseDelete, introduction: Introduction, *, problem: str = "") -> str:
    name = name_of(introduction, asked.from_role, reader=asked.from_role.other)
    return render_template("followups/forget.html", token=token, asked=asked, name=name, problem=problem)
