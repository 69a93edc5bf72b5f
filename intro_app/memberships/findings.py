"""Pure: from facts about payments to sentences that staff can act on; never about a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from intro_app.wording import N_

# Prices are copied once an hour; a refund may take Stripe a day.
PRICES_ARE_OLD = timedelta(hours=6)
REFUND_IS_LATE = timedelta(days=1)


class StripeMode(Enum):
    """Whether payments are taken, and whether they move money."""

    OFF = "off"
    TEST = "test"
    LIVE = "live"


class MoneyHelp(Enum):
    """Who can mend something; the value is what staff read."""

    OPERATOR = N_("Tell whoever runs the server.")
    STRIPE = N_("Sign in at Stripe to do this, or tell whoever can.")


@dataclass(frozen=True, kw_only=True)
class MoneyFacts:
    """What is known of payments; no name, address or id is in it.

    `missing_prices` are the lookup keys of prices that Stripe does not know.
    """

    mode: StripeMode
    is_needed: bool = True
    is_key_refused: bool = False
    missing_prices: tuple[str, ...] = ()
    prices_at: datetime | None = None
    has_heard: bool = False
    expects_messages: bool = False
    is_dispute_open: bool = False
    is_refund_late: bool = False


@dataclass(frozen=True)
class MoneyFinding:
    """One sentence about payments; if something is wrong, what it means, and who can mend it.

    `technical` are names that whoever runs the server needs, and that mean nothing to others.
    """

    sentence: str
    meaning: str = ""
    help: MoneyHelp | None = None
    technical: tuple[str, ...] = ()
    moment: datetime | None = None

    @property
    def is_wrong(self) -> bool:
        """Whether somebody has to act."""
        return self.help is not None

    @property
    def details(self) -> dict[str, Any]:
        """What the sentence has to be told."""
        return {} if self.moment is None else {"moment": self.moment}


def money_findings(facts: MoneyFacts, at: datetime) -> list[MoneyFinding]:
    """Return a sentence for each thing that was looked at, what is wrong first."""
    everything = [*_mode(facts), *_owed(facts)]
    if facts.mode is not StripeMode.OFF:
        everything += [*_prices(facts, at), *_messages(facts)]
    return sorted(everything, key=lambda one: not one.is_wrong)


def _mode(facts: MoneyFacts) -> Iterator[MoneyFinding]:
    if not facts.is_needed:
        yield MoneyFinding(N_("This site has no supporting membership: everything is open to every member."))
    elif facts.mode is StripeMode.OFF:
        yield MoneyFinding(
            N_("Nobody can pay yet: the site has no key for Stripe."),
            N_("Everything else works, and you can give people a supporting membership below."),
            MoneyHelp.OPERATOR,
            ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS"),
        )
    if facts.mode is StripeMode.TEST:
        yield MoneyFinding(
            N_("Stripe is in test mode: no real money moves."),
            N_("That’s right for trying things out. For real payments the site needs a live key."),
            MoneyHelp.OPERATOR,
            ("STRIPE_SECRET_KEY",),
        )
    elif facts.mode is StripeMode.LIVE:
        yield MoneyFinding(N_("Stripe takes real payments."))


def _prices(facts: MoneyFacts, at: datetime) -> Iterator[MoneyFinding]:
    if facts.is_key_refused:
        yield MoneyFinding(
            N_("Stripe refuses this site’s key."),
            N_("Nobody can pay, cancel or get a refund. The site needs a new key from Stripe."),
            MoneyHelp.OPERATOR,
            ("STRIPE_SECRET_KEY", "intro doctor"),
        )
    elif facts.prices_at is None:
        yield MoneyFinding(
            N_("No price has been copied from Stripe yet."),
            N_("Nobody can pay until that has happened. Ask Stripe below."),
            MoneyHelp.STRIPE,
            facts.missing_prices,
        )
    elif at - facts.prices_at > PRICES_ARE_OLD:
        yield MoneyFinding(
            N_("Stripe last answered on %(moment)s."),
            N_("Prices may be old, and some people may not be able to pay or cancel."),
            MoneyHelp.OPERATOR,
            ("intro doctor",),
            moment=facts.prices_at,
        )
    elif facts.missing_prices:
        yield MoneyFinding(
            N_("Stripe doesn’t know one of your prices, so it isn’t offered."),
            N_("At Stripe, give an active price this lookup key:"),
            MoneyHelp.STRIPE,
            facts.missing_prices,
        )
    else:
        yield MoneyFinding(N_("Stripe knows all prices. Last asked on %(moment)s."), moment=facts.prices_at)


def _messages(facts: MoneyFacts) -> Iterator[MoneyFinding]:
    if facts.has_heard:
        yield MoneyFinding(N_("Messages from Stripe arrive."))
    elif facts.expects_messages:
        yield MoneyFinding(
            N_("No message from Stripe has arrived for weeks, although people pay."),
            N_("We still ask Stripe every night. Until then, people wait for what they paid for."),
            MoneyHelp.OPERATOR,
            ("/stripe/webhook", "STRIPE_WEBHOOK_SECRETS"),
        )
    else:
        yield MoneyFinding(N_("No message from Stripe yet. The first one comes with the first payment."))


def _owed(facts: MoneyFacts) -> Iterator[MoneyFinding]:
    if facts.is_dispute_open:
        yield MoneyFinding(
            N_("A bank has asked for a payment back."),
            N_("Answer it at Stripe under “Disputes”. If nobody does, the money is lost."),
            MoneyHelp.STRIPE,
        )
    if facts.is_refund_late:
        yield MoneyFinding(
            N_("Stripe hasn’t made a refund that the site owes."),
            N_("Someone is waiting for their money. Check the balance at Stripe; we keep trying."),
            MoneyHelp.STRIPE,
            ("intro memberships refunds",),
        )
