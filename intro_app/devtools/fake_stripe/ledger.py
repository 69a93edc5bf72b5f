"""Payments, renewals, failures and refunds of the fake Stripe, each with its events."""

from typing import Any

from intro_app.devtools.fake_stripe.delivery import Messenger
from intro_app.devtools.fake_stripe.store import StripeStore, now
from intro_app.devtools.fake_stripe.wire import ApiError, Thing

_DAY = 86400
_LASTS = {"day": _DAY, "week": 7 * _DAY, "month": 30 * _DAY, "year": 365 * _DAY}
OVER = {"canceled", "incomplete_expired"}


class StripeLedger:
    """Changes the store as payments do, and emits the events."""

    def __init__(self, store: StripeStore, messenger: Messenger, api_version: str) -> None:
        self.store = store
        self._messenger = messenger
        self._api_version = api_version
        self.refunds_refused = ""

    def say(self, kind: str, thing: Thing) -> None:
        """Create an event with the present state of an object, and deliver it."""
        event = self.store.make(
            "event",
            type=kind,
            api_version=self._api_version,
            pending_webhooks=0,
            request={"id": None, "idempotency_key": None},
            data={"object": self.store.shown(thing)},
        )
        self._messenger.bring(self.store.shown(event))

    def wait(self) -> None:
        """Wait a few seconds at most until all events are delivered."""
        self._messenger.wait()

    def pay(self, page: Thing) -> None:
        """Complete a checkout session: create the subscription and its first charge, or one charge alone.

        Raises ApiError when the session is not open.
        """
        if page["status"] != "open":
            raise ApiError(400, "This Checkout Session is not open any more.")
        price = page["_price"]
        if page["mode"] == "payment":
            page |= {"status": "complete", "payment_status": "paid"}
            self._charged(page["customer"], price, paid=True, metadata=page["_paid_for"])
            self.say("checkout.session.completed", page)
            return
        order = self._new_order(page["customer"], price, page["_metadata"])
        page |= {"status": "complete", "payment_status": "paid", "subscription": order["id"]}
        self.say("customer.subscription.created", order)
        if page["_first"] == "pays":
            self._charge(order, paid=True, reason="subscription_create")
        else:
            self._begin_free(page, order)
        self.say("checkout.session.completed", page)

    def _begin_free(self, page: Thing, order: Thing) -> None:
        """Begin a trial, or a subscription whose discount leaves nothing to pay: there is no charge."""
        page["payment_status"] = "no_payment_required"
        if page["_first"] == "tries":
            order |= {"status": "trialing", "trial_end": order["items"]["data"][0]["current_period_end"]}
        else:
            order["discounts"] = ["di_of_everything"]
        self._invoice(order, 0, paid=True, reason="subscription_create")

    def next_payment(self, order: Thing, *, goes_through: bool) -> None:
        """Begin the subscription's next period, paid or not; end it instead if that was requested."""
        item = order["items"]["data"][0]
        if order["cancel_at_period_end"]:
            self.end(order, at=item["current_period_end"])
            return
        length = _LASTS[item["price"]["recurring"]["interval"]]
        item["current_period_start"] = item["current_period_end"]
        item["current_period_end"] += length
        order["status"] = "active" if goes_through or order["discounts"] else "past_due"
        self._charge(order, paid=goes_through, reason="subscription_cycle")
        self.say("customer.subscription.updated", order)

    def open_payment_is_made(self, order: Thing) -> None:
        """Let the overdue payment succeed."""
        order["status"] = "active"
        self._charge(order, paid=True, reason="subscription_cycle")
        self.say("customer.subscription.updated", order)

    def change(self, order: Thing, **fields: Any) -> None:
        """Change fields of a subscription."""
        order |= fields
        ends = order["items"]["data"][0]["current_period_end"]
        order["cancel_at"] = ends if order["cancel_at_period_end"] else None
        self.say("customer.subscription.updated", order)

    def end(self, order: Thing, at: int = 0) -> None:
        """End a subscription. Raises ApiError when it has ended already."""
        if order["status"] in OVER:
            raise ApiError(404, f"No such subscription: '{order['id']}'", code="resource_missing", param="id")
        order |= {"status": "canceled", "canceled_at": now(), "ended_at": at or now()}
        self.say("customer.subscription.deleted", order)

    def give_back(self, charge: Thing, amount: int = 0) -> Thing:
        """Refund a charge, in full unless an amount in cents is given.

        Raises ApiError when nothing is left to refund, or refunds are set to fail.
        """
        left = charge["amount"] - charge["amount_refunded"]
        if not charge["paid"] or left <= 0:
            message = f"Charge {charge['id']} has already been refunded."
            raise ApiError(400, message, code="charge_already_refunded")
        if self.refunds_refused:
            raise ApiError(400, "This refund cannot be made at the moment.", code=self.refunds_refused)
        charge["amount_refunded"] += amount or left
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        refund = self.store.make(
            "refund",
            amount=amount or left,
            charge=charge["id"],
            currency=charge["currency"],
            status="succeeded",
        )
        self.say("charge.refunded", charge)
        return refund

    def dispute(self, charge: Thing) -> Thing:
        """Let the payer's bank take a payment back until it has decided."""
        charge["disputed"] = True
        made = self.store.make(
            "dispute",
            amount=charge["amount"] - charge["amount_refunded"],
            charge=charge["id"],
            currency=charge["currency"],
            is_charge_refundable=False,
            metadata={},
            payment_intent=charge["payment_intent"],
            reason="fraudulent",
            status="needs_response",
        )
        self.say("charge.dispute.created", made)
        return made

    def decide(self, dispute: Thing, *, won: bool) -> None:
        """Let the bank decide a dispute, for the site or for the payer."""
        dispute["status"] = "won" if won else "lost"
        self.say("charge.dispute.closed", dispute)

    def forget(self, customer: Thing) -> None:
        """Delete a customer and end their subscriptions."""
        for order in self.store.all("subscription", customer=customer["id"]):
            if order["status"] not in OVER:
                self.end(order)
        customer["deleted"] = True
        self.say("customer.deleted", customer)

    def _new_order(self, customer_id: str, price: Thing, metadata: Thing) -> Thing:
        begins = now()
        item = self.store.make(
            "subscription_item",
            price=price,
            quantity=1,
            discounts=[],
            metadata={},
            current_period_start=begins,
            current_period_end=begins + _LASTS[price["recurring"]["interval"]],
        )
        return self.store.make(
            "subscription",
            status="active",
            customer=customer_id,
            start_date=begins,
            billing_cycle_anchor=begins,
            currency=price["currency"],
            cancel_at=None,
            cancel_at_period_end=False,
            canceled_at=None,
            ended_at=None,
            collection_method="charge_automatically",
            discounts=[],
            latest_invoice=None,
            metadata=metadata,
            trial_end=None,
            items={"object": "list", "data": [item], "has_more": False, "url": "/v1/subscription_items"},
        )

    def _charge(self, order: Thing, *, paid: bool, reason: str) -> None:
        if order["discounts"]:
            self._invoice(order, 0, paid=True, reason=reason)
            return
        price = order["items"]["data"][0]["price"]
        charge = self._charged(order["customer"], price, paid=paid, metadata={})
        self._invoice(order, charge["amount"], paid=paid, reason=reason)

    def _charged(self, customer_id: str, price: Thing, *, paid: bool, metadata: Thing) -> Thing:
        """Charge a price once. Stripe copies to the charge what was said of the payment."""
        charge = self.store.make(
            "charge",
            amount=price["unit_amount"],
            amount_refunded=0,
            currency=price["currency"],
            customer=customer_id,
            disputed=False,
            metadata=metadata,
            paid=paid,
            refunded=False,
            status="succeeded" if paid else "failed",
            payment_intent=None,
            failure_code=None if paid else "card_declined",
        )
        self.say("charge.succeeded" if paid else "charge.failed", charge)
        return charge

    def _invoice(self, order: Thing, amount: int, *, paid: bool, reason: str) -> None:
        invoice = self.store.make(
            "invoice",
            customer=order["customer"],
            status="paid" if paid else "open",
            billing_reason=reason,
            amount_due=amount,
            amount_paid=amount if paid else 0,
            currency=order["currency"],
            parent={"type": "subscription_details", "subscription_details": {"subscription": order["id"]}},
        )
        order["latest_invoice"] = invoice["id"]
        self.say("invoice.paid" if paid else "invoice.payment_failed", invoice)
