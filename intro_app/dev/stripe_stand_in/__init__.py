"""A stand-in for Stripe, for the demo and for tests: a program of its own, which the site cannot import."""
