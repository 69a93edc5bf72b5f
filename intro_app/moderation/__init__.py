"""Moderation: reports, hearings, decisions, appeals, and the public figures about them."""
