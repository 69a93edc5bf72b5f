"""The page to offer an introduction, for a connector who thinks that two people should meet."""

from dataclasses import replace
from functools import partial

from flask import render_template, request

from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.identity.session import current_member
from intro_app.introductions import service
from intro_app.introductions.facts import RequestRefused
from intro_app.introductions.forms import OfferForm
from intro_app.introductions.models import Draft
from intro_app.introductions.views import doors, drafts
from intro_app.introductions.views.blueprint import Page, bp
from intro_app.introductions.views.words import not_written
from intro_app.text.writable import TextRefused
from intro_app.web.access import preserves_input
from intro_app.web.form_recovery import is_shown_again
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to


@bp.route("/offer", methods=["GET", "POST"])
@preserves_input(drafts=True)
def offer() -> Page:
    """Take two people, a note to each and one paragraph for both; show a preview, then send."""
    member, draft = current_member(), drafts.draft_here()
    form = OfferForm(**(drafts.filled(draft) or _named()))
    shut = partial(doors.shut_recipients, member, at=now())
    form.offer(member.id, not_written=not_written(member), shut=shut)
    return _take(form) if request.method == "POST" else _show(form, draft)


def _named() -> dict[str, dict[str, str]]:
    """Return the arguments that choose the two people whom the address names, as a suggestion does."""
    return {"data": {name: request.args.get(name, "") for name in ("first", "whom")}}


def _show(form: OfferForm, draft: Draft | None) -> Page:
    try:
        service.ensure_can_offer(current_member(), at=now())
    except RequestRefused as refused:
        return drafts.closed_door(error_message(refused), form, draft, may_keep=True)
    if not form.knows_anybody:
        return render_template("introductions/offer_nobody.html")
    return _write(form, None if is_shown_again() else draft)


def _take(form: OfferForm) -> Page:
    """Do what the button says: discard, keep, preview or send."""
    step = request.form.get("step")
    if step == "discard":
        return drafts.begun_anew()
    if step == "keep":
        return drafts.kept_for_later(form) or (_write(form), 413)
    if step == "send":
        return _send(form)
    drafts.keep_in_passing(form)
    if step == "preview" and form.validate():
        return _preview(form)
    return _write(form), 422 if form.errors else 200


def _preview(form: OfferForm) -> Page:
    """Show the offer as each of the two will read it."""
    try:
        offer = form.offered()
    except DomainError as refused:
        form.form_errors.append(error_message(refused))
        return _write(form), 422
    return render_template(
        "introductions/offer_preview.html",
        form=form,
        text=offer.text,
        me=current_member(),
        names={"first": offer.first.name, "second": offer.second.name},
        window=drafts.window(),
    )


def _send(form: OfferForm) -> Page:
    if not form.validate():
        drafts.keep_in_passing(form)
        return _write(form), 422
    try:
        with drafts.kept_unless_sent(form):
            offered = replace(form.offered(), written_at=request.path)
            sent = service.offer_introduction(current_member(), offered, at=now())
    except TextRefused as refused:
        form[refused.field].errors = [error_message(refused)]
    except DomainError as refused:
        form.form_errors.append(error_message(refused))
    else:
        done = "held" if sent.is_held else "offered"
        return redirect_to("introductions.introduction", public_id=sent.public_id, done=done)
    return _write(form), 422


def _write(form: OfferForm, begun: Draft | None = None) -> str:
    return render_template("introductions/offer.html", form=form, begun=begun, window=drafts.window())
