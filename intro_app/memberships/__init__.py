"""Membership: what people may pay to support the site, as Stripe holds it. Nothing about introductions knows of it."""
