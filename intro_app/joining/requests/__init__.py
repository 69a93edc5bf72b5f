"""Requests to join: an address is proved first, staff read them, and nobody waits without a word."""
