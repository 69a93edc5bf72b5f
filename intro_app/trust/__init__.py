"""Trust: a ledger of what happened after introductions, and a formula that a member can read."""
