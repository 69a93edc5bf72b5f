"""Suspending and removing accounts, with a reason, an end and an appeal."""
