"""A stand-in for Stripe, for the demo and for tests: a program of its own, which the site cannot import.

It answers the calls that the site makes, and those of Stripe's own command line, over real HTTP: with
Stripe's objects and errors, with a page to pay on and one to change one's mind on, with events that Stripe's
own library signs. No money moves. What it proves is our code, not Stripe: `pytest -m stripe_live` asks the
real one.
"""

from intro_app.devtools.fake_stripe.serving import Terms, serve, stand_in

__all__ = ["Terms", "serve", "stand_in"]
