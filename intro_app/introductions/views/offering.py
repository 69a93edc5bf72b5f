"""Offering an introduction: a connector thinks that two people should meet."""

from flask import redirect, render_template, request

from intro_app.accounts.queries import acquaintances_of
from intro_app.accounts.session import current_member
from intro_app.clock import now
from intro_app.config import settings
from intro_app.errors import DomainError
from intro_app.introductions import service
from intro_app.introductions.facts import RequestRefused
from intro_app.introductions.forms import OfferForm
from intro_app.introductions.states import State
from intro_app.introductions.texts import TextRefused
from intro_app.introductions.views.blueprint import Page, bp
from intro_app.introductions.views.words import said


@bp.route("/offer", methods=["GET", "POST"])
def offer() -> Page:
    """Two people, a note to each, one paragraph for both; a look at it; then it goes."""
    member, form = current_member(), OfferForm()
    if request.method != "POST":
        try:
            service.offer_sign(member, at=now())
        except RequestRefused as refused:
            return render_template("introductions/closed_door.html", sentence=said(refused), recipient=None)
    known = acquaintances_of(member.id)
    if not known:
        return render_template("introductions/offer_nobody.html")
    form.offer(known, guest_mail=settings().guest_mail)
    step = request.form.get("step")
    if step == "send" and form.validate():
        return _send(form)
    if step == "preview" and form.validate():
        return render_template("introductions/offer_preview.html", form=form, text=form.letter(), author=member.name)
    return render_template("introductions/offer.html", form=form), 422 if form.errors else 200


def _send(form: OfferForm) -> Page:
    try:
        introduction = service.offer_introduction(current_member(), form.offered(), at=now())
    except TextRefused as refused:
        form[refused.field].errors = [said(refused)]
    except DomainError as refused:
        form.form_errors.append(said(refused))
    else:
        done = "held" if introduction.state is State.HELD else "offered"
        return redirect(f"/introductions/{introduction.public_id}?done={done}", 303)
    return render_template("introductions/offer.html", form=form), 422
