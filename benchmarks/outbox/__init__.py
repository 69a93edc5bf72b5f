"""How fast the outbox sends."""
