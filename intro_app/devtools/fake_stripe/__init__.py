"""A fake Stripe for the demo and for tests: a separate process, which the site cannot import.

It answers the API calls that the site and Stripe's command line make, over real HTTP and with Stripe's
objects and errors. It has a checkout page and a billing portal, and signs its events with Stripe's own
library. No money moves. It tests our code and not Stripe; `pytest -m stripe_live` runs against the real one.
"""

from intro_app.devtools.fake_stripe.serving import Terms, serve, stand_in

__all__ = ["Terms", "serve", "stand_in"]
