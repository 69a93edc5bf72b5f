"""What a suspended or removed member reads and can do, on the site and behind the link of an e-mail."""

from flask import render_template, request

from intro_app import links
from intro_app.clock import now
from intro_app.db import db
from intro_app.identity.models import Member, Suspension
from intro_app.identity.queries import standing_suspension
from intro_app.identity.session import current_member
from intro_app.links import Link, LinkBroken, LinkEnded, LinkPurpose
from intro_app.organising.blueprint import Page, bp
from intro_app.organising.suspensions import service
from intro_app.organising.suspensions.forms import SuspensionAppealForm
from intro_app.organising.suspensions.policy import LINK_IS_FRESH_FOR
from intro_app.web.access import preserves_input, token_page, while_suspended
from intro_app.web.languages import use_locale
from intro_app.web.paths import path_for, redirect_to


@bp.get("/me/suspension")
def my_suspension() -> Page:
    """Say why the reader is suspended and what they can do; that nothing is, if nothing is."""
    found = standing_suspension(current_member().id)
    return _page(found, SuspensionAppealForm(formdata=None), path_for("organising.appeal_suspension"))


@bp.post("/me/suspension")
@while_suspended
@preserves_input
def appeal_suspension() -> Page:
    """Take the appeal of somebody who is signed in."""
    found, form = standing_suspension(current_member().id), SuspensionAppealForm()
    if found is None or not form.validate():
        return _page(found, form, path_for("organising.appeal_suspension"), status=422)
    service.appeal(found.id, form.words.data or "", now())
    return redirect_to("organising.my_suspension", done="suspension-appealed")


@bp.get("/w/<token>")
@token_page
def suspension_link(token: str) -> Page:
    """Say the same to whoever has the link of the e-mail, without signing in."""
    link = links.find(token, LinkPurpose.SUSPENSION)
    return _behind(link, token, SuspensionAppealForm(formdata=None))


@bp.post("/w")
@token_page
def appeal_by_link() -> Page:
    """Take the appeal of somebody who has the link."""
    token = request.form.get("token", "")
    link, form = links.find(token, LinkPurpose.SUSPENSION), SuspensionAppealForm()
    if not form.validate():
        return _behind(link, token, form, 422)
    service.appeal(suspension_behind(link).id, form.words.data or "", now())
    return _behind(link, token, SuspensionAppealForm(formdata=None), appealed=True)


def account_by_link(token: str, status: int, *, problem: str = "", unsure: str = "") -> Page:
    """Return the page behind a link once more, with what stands in the way of leaving."""
    link = links.find(token, LinkPurpose.SUSPENSION)
    return _behind(link, token, SuspensionAppealForm(formdata=None), status, problem=problem, unsure=unsure)


def suspension_behind(link: Link) -> Suspension:
    """Return the suspension that a link is about. Raises LinkEnded, also once nothing is left of it."""
    found = db.session.get(Suspension, link.ensure_open(now()).subject_id)
    if found is None:
        raise LinkBroken
    if not found.stands:
        raise LinkEnded
    return found


def member_behind(token: str) -> Member:
    """Return the removed member whose link of the last day this is. Raises LinkEnded for any other."""
    link = links.find(token, LinkPurpose.SUSPENSION)
    member = db.session.get_one(Member, suspension_behind(link).member_id)
    if not member.removed or member.left_at is not None or not _is_fresh(link):
        raise LinkEnded
    return member


def _is_fresh(link: Link) -> bool:
    return now() - link.issued_at <= LINK_IS_FRESH_FOR


def _behind(
    link: Link,
    token: str,
    form: SuspensionAppealForm,
    status: int = 200,
    *,
    appealed: bool = False,
    problem: str = "",
    unsure: str = "",
) -> Page:
    found = suspension_behind(link)
    use_locale(db.session.get_one(Member, found.member_id).locale)
    return _page(
        found,
        form,
        path_for("organising.appeal_by_link"),
        token=token,
        status=status,
        appealed=appealed,
        has_data=found.removes and _is_fresh(link),
        problem=problem,
        unsure=unsure,
    )


def _page(
    found: Suspension | None,
    form: SuspensionAppealForm,
    action: str,
    *,
    token: str = "",
    status: int = 200,
    appealed: bool = False,
    has_data: bool = False,
    problem: str = "",
    unsure: str = "",
) -> Page:
    page = render_template(
        "organising/suspension.html",
        suspension=found,
        form=form if found and service.may_appeal(found, now()) else None,
        action=action,
        token=token,
        appealed=appealed,
        has_data=has_data,
        problem=problem,
        unsure=unsure,
    )
    return page, status
