"""Suggestions to connectors: two people they know, of whom one looks for what the other can help with."""
