"""What staff read about payments: each thing that can be wrong is said, with who can mend it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from intro_app.memberships.findings import (
    PRICES_ARE_OLD,
    MoneyFacts,
    MoneyFinding,
    MoneyHelp,
    StripeMode,
    money_findings,
)

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
WELL = MoneyFacts(mode=StripeMode.LIVE, prices_at=NOW, has_heard=True)
OFF = MoneyFacts(mode=StripeMode.OFF)


def wrong(facts: MoneyFacts) -> list[MoneyFinding]:
    return [one for one in money_findings(facts, NOW) if one.is_wrong]


def test_a_site_that_takes_money_and_hears_from_stripe_has_nothing_to_mend() -> None:
    assert wrong(WELL) == []
    assert "Stripe takes real payments." in {one.sentence for one in money_findings(WELL, NOW)}


@pytest.mark.parametrize(
    ("facts", "begins", "help_"),
    [
        ({"mode": StripeMode.OFF}, "Nobody can pay yet", MoneyHelp.OPERATOR),
        ({"mode": StripeMode.TEST}, "Stripe is in test mode", MoneyHelp.OPERATOR),
        ({"is_key_refused": True}, "Stripe refuses this site’s key", MoneyHelp.OPERATOR),
        ({"prices_at": None}, "No price has been copied", MoneyHelp.STRIPE),
        ({"prices_at": NOW - 2 * PRICES_ARE_OLD}, "Stripe last answered", MoneyHelp.OPERATOR),
        ({"missing_prices": ("membership_reduced",)}, "Stripe doesn’t know one", MoneyHelp.STRIPE),
        ({"has_heard": False, "expects_messages": True}, "No message from Stripe has", MoneyHelp.OPERATOR),
        ({"is_dispute_open": True}, "A bank has asked", MoneyHelp.STRIPE),
        ({"is_refund_late": True}, "Stripe hasn’t made a refund", MoneyHelp.STRIPE),
    ],
)
def test_each_thing_that_is_wrong_is_said_with_who_can_mend_it(
    facts: dict[str, object], begins: str, help_: MoneyHelp
) -> None:
    (found,) = wrong(replace(WELL, **facts))  # type: ignore[arg-type]  # any fact
    assert found.sentence.startswith(begins)
    assert found.help is help_
    assert found.meaning


def test_what_is_wrong_comes_first() -> None:
    first, *others = money_findings(replace(WELL, is_dispute_open=True), NOW)
    assert first.is_wrong
    assert not any(one.is_wrong for one in others)


def test_a_site_without_memberships_needs_no_key() -> None:
    (said,) = money_findings(replace(OFF, is_needed=False), NOW)
    assert not said.is_wrong
    assert "everything is open to every member" in said.sentence


def test_without_a_payment_no_message_is_missed() -> None:
    assert wrong(replace(WELL, has_heard=False)) == []
