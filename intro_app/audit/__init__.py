"""The audit log: an append-only hash chain of what staff and operators did, to whom, and why."""

from intro_app.audit import triggers

__all__ = ["triggers"]
