"""The fake Stripe's pages: checkout, billing portal, receipts, and buttons that let time pass."""

from flask import Blueprint, abort, redirect, render_template, request, send_from_directory
from werkzeug.wrappers import Response

from intro_app.config import asset_dir
from intro_app.devtools.fake_stripe.api import ledger, store
from intro_app.devtools.fake_stripe.ledger import OVER
from intro_app.devtools.fake_stripe.wire import ApiError, Thing

Page = str | Response | tuple[str, int]

bp = Blueprint("pages", __name__)


@bp.app_template_filter("worth")
def worth(amount: int, currency: str) -> str:
    """Format an amount in cents with its currency."""
    return f"{amount / 100:.2f} {currency.upper()}"


@bp.get("/")
def overview() -> Page:
    """List all subscriptions, with buttons for what may happen next."""
    orders = [(one, _charges_of(one)) for one in store().all("subscription")]
    return render_template("overview.html", orders=orders, over=OVER)


@bp.get("/style.css")
def style() -> Response:
    """Send the style sheet of these pages."""
    return send_from_directory(asset_dir("templates") / "devtools" / "stripe", "style.css")


@bp.get("/pay/<page_id>")
def pay(page_id: str) -> Page:
    """Show the checkout page."""
    return _pay(_page(page_id), declined=False)


@bp.post("/pay/<page_id>")
def paid(page_id: str) -> Page:
    """Pay with a card that works, or answer 402 for one that is declined."""
    page = _page(page_id)
    if request.form.get("card") != "works":
        return _pay(page, declined=True), 402
    with store().lock:
        page["_first"] = request.form.get("first", "pays")
        ledger().pay(page)
        store().save()
    ledger().wait()
    return redirect(page["success_url"].replace("{CHECKOUT_SESSION_ID}", page["id"]), 303)


@bp.get("/portal/<portal_id>")
def portal(portal_id: str) -> Page:
    """Show the billing portal."""
    session = _found("billing_portal.session", portal_id)
    orders = [
        one for one in store().all("subscription", customer=session["customer"]) if one["status"] not in OVER
    ]
    return render_template("portal.html", session=session, orders=orders, prices=store().all("price"))


@bp.post("/portal/<portal_id>/<order_id>/<deed>")
def change(portal_id: str, order_id: str, deed: str) -> Page:
    """Cancel, resume, change the price, or pay what is overdue with another card."""
    session, order = _found("billing_portal.session", portal_id), _found("subscription", order_id)
    if order["customer"] != session["customer"]:
        abort(404)
    with store().lock:
        if deed in {"leave", "stay"}:
            ledger().change(order, cancel_at_period_end=deed == "leave")
        elif deed == "price":
            order["items"]["data"][0]["price"] = _found("price", request.form.get("price", ""))
            ledger().change(order)
        elif order["status"] == "past_due":
            ledger().open_payment_is_made(order)
        store().save()
    ledger().wait()
    return redirect(f"/portal/{portal_id}", 303)


@bp.get("/receipt/<charge_id>")
def receipt(charge_id: str) -> Page:
    """Show a receipt."""
    return render_template("receipt.html", charge=_found("charge", charge_id))


@bp.post("/time/<order_id>/<deed>")
def let_time_pass(order_id: str, deed: str) -> Page:
    """Simulate a renewal, a failed or recovered payment, an end, a refund, or a dispute."""
    order = _found("subscription", order_id)
    with store().lock:
        if deed in {"paid", "refused"}:
            ledger().next_payment(order, goes_through=deed == "paid")
        elif deed == "recovers":
            ledger().open_payment_is_made(order)
        elif deed == "ends":
            ledger().end(order)
        elif deed == "refund":
            ledger().give_back(_charges_of(order)[0])
        elif deed == "disputed":
            ledger().dispute(_charges_of(order)[0])
        elif deed in {"won", "lost"}:
            ledger().decide(_dispute_of(order), won=deed == "won")
        store().save()
    ledger().wait()
    return redirect("/", 303)


@bp.post("/charges/<charge_id>/<deed>")
def decide_charge(charge_id: str, deed: str) -> Page:
    """Let a bank take one payment back, or decide about that."""
    charge = _found("charge", charge_id)
    with store().lock:
        if deed == "disputed":
            ledger().dispute(charge)
        else:
            ledger().decide(store().all("dispute", charge=charge_id)[0], won=deed == "won")
        store().save()
    ledger().wait()
    return redirect("/", 303)


@bp.post("/refunds/<word>")
def refuse_refunds(word: str) -> Page:
    """Make refunds fail with this code from now on, or succeed again for `accepted`."""
    ledger().refunds_refused = "" if word == "accepted" else word
    return redirect("/", 303)


@bp.errorhandler(ApiError)
def trouble(problem: ApiError) -> Page:
    """Show an API error as a page."""
    return render_template("trouble.html", problem=problem), problem.status


def _pay(page: Thing, *, declined: bool) -> str:
    return render_template("pay.html", page=page, price=page["_price"], declined=declined)


def _page(page_id: str) -> Thing:
    page = _found("checkout.session", page_id)
    if page["status"] != "open":
        raise ApiError(410, "This page has been used or closed. Go back to the site.")
    return page


def _found(kind: str, thing_id: str) -> Thing:
    return store().find(kind, thing_id)


def _dispute_of(order: Thing) -> Thing:
    """Return the newest dispute about the newest payment. Raises ApiError when there is none."""
    disputes = store().all("dispute", charge=_charges_of(order)[0]["id"])
    return disputes[0] if disputes else _found("dispute", "dp_none")


def _charges_of(order: Thing) -> list[Thing]:
    return [one for one in store().all("charge", customer=order["customer"]) if one["paid"]]
