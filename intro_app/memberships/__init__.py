"""Membership, which people may pay for by Stripe to support the site; introductions know nothing of it."""
