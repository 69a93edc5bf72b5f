"""Membership: not open here; given; thought about, paid, refused by the bank, disputed, left, taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, timedelta

from time_machine import escape_hatch

from intro_app import clock
from intro_app.config import Settings
from intro_app.memberships.service import copy_prices, give
from tests.support.face.cast import look_around
from tests.support.gifts import gives, presses
from tests.support.identity_pages import send
from tests.support.paying_member import PAGE, SECRET, Patron
from tests.support.people import MemberHandle, visitor
from tests.support.story import Somebody, Story
from tests.support.stripe import Played, order_of, played
from tests.support.wanderer import wander


def show(story: Story) -> None:
    """What is told where nothing can be paid, and what everybody reads who could pay, pays, or paid."""
    wander(visitor(story.app), "memberships", ["/membership"])
    alice, bob = story.member(story.people.alice), story.member(story.people.bob)
    with story.app.app_context():
        give(story.people.alice.member, clock.now() + timedelta(days=900), "for her help", clock.now())
    look_around("memberships", alice, bob)
    keeper = story.people.join("Ines Prado").becomes("money")
    _looks_after_the_money(keeper)
    with _open_at(story) as stripe:
        look_around("memberships", alice, bob)
        _looks_after_the_money(keeper)
        wander(visitor(story.app), "memberships", ["/membership"])
        _stays_and_leaves(story, bob, stripe)
        _is_refused_and_disputes(story, stripe)
        _tries_for_free(story, stripe)
        _gives(story, alice, bob, stripe)


@contextmanager
def _open_at(story: Story) -> Iterator[Played]:
    """The same site, taking payments; Stripe goes by a clock of its own."""
    free: Settings = story.app.extensions["settings"]
    story.the_calendar.go_to(escape_hatch.datetime.datetime.now(UTC))
    with played() as stripe:
        opened = replace(
            free, stripe_secret_key=stripe.key, stripe_webhook_secrets=(SECRET,), stripe_api_base=stripe.base
        )
        story.app.extensions["settings"] = opened
        with story.app.app_context():
            assert copy_prices(clock.now()) == []
        yield stripe


def _looks_after_the_money(keeper: MemberHandle) -> None:
    """Staff look at the sums, ask Stripe, and give a membership to nobody in particular."""
    browser = keeper.browser(by_passkey=True)
    wander(browser, "memberships", ["/staff/money", "/staff/money?done=stripe-answered"])
    send(browser, "/staff/money", "/staff/money/give", address="nobody", length="year", why="")
    send(browser, "/staff/money", "/staff/money/give", address="x@example.net", length="year", why="Thanks.")
    browser.get("/staff/money?done=membership-given")


def _stays_and_leaves(story: Story, bob: Somebody, stripe: Played) -> None:
    patron = _patron(story, bob, stripe)
    stripe.pays(patron.chooses("yearly").location)
    patron.browser.get(f"{PAGE}?done=paid")
    patron.hears()
    look_around("memberships", bob)
    patron.presses("Cancel at the end of the paid period")
    look_around("memberships", bob)
    patron.presses("Cancel now and get a refund")
    look_around("memberships", bob)


def _gives(story: Story, alice: Somebody, bob: Somebody, stripe: Played) -> None:
    """A year for Bob, who pays himself; and one for whoever cannot pay, taken back."""
    giver, payer = _patron(story, alice, stripe), _patron(story, bob, stripe)
    gives(giver, "bob@example.org", told="named")
    payer.joins("monthly")
    look_around("memberships", alice, bob)
    presses(payer, "Accept the year")
    presses(giver, "Take this gift back")
    gives(giver, "")
    look_around("memberships", alice, bob)


def _tries_for_free(story: Story, stripe: Played) -> None:
    """Without paying yet, where Stripe works out a tax."""
    dan = story.member(story.people.dan)
    story.app.extensions["settings"] = replace(story.app.extensions["settings"], stripe_tax=True)
    look_around("memberships", dan)
    patron = _patron(story, dan, stripe)
    stripe.begins_free(patron.chooses("monthly").location, "tries")
    patron.hears()
    look_around("memberships", dan)


def _is_refused_and_disputes(story: Story, stripe: Played) -> None:
    carol = story.member(story.people.carol)
    patron = _patron(story, carol, stripe)
    patron.joins("reduced")
    stripe.next_payment(patron.customer, goes_through=False)
    patron.hears()
    look_around("memberships", carol)
    stripe.client.v1.subscriptions.update(
        order_of(stripe, patron.customer).id, {"cancel_at_period_end": True}
    )
    patron.hears()
    look_around("memberships", carol)
    stripe.recovers(patron.customer)
    stripe.disputes(patron.customer)
    patron.hears()
    look_around("memberships", carol)


def _patron(story: Story, somebody: Somebody, stripe: Played) -> Patron:
    assert somebody.person
    return Patron(story.app, somebody.person, stripe, somebody.person.browser())
