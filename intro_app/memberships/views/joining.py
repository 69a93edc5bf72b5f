"""Join: choose a price here, pay at Stripe."""

from flask import abort, redirect

from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity.session import current_member
from intro_app.memberships import queries, service
from intro_app.memberships.forms import JoinForm
from intro_app.memberships.service import StripeAway
from intro_app.memberships.views.blueprint import Page, bp, rate_limit
from intro_app.memberships.views.showing import show


@bp.post("/me/membership/join")
def join() -> Page:
    """Redirect to Stripe's checkout page for the chosen price."""
    if not queries.is_for_sale():
        abort(404)
    form = JoinForm(queries.offers())
    if not form.validate():
        return show(form, 422)
    rate_limit()
    try:
        return redirect(service.join(current_member().id, form.chosen(), form.once.data or "", now()), 303)
    except StripeAway:
        raise
    except DomainError as problem:
        form.form_errors.append(_(problem.sentence))
        return show(form, 422)
