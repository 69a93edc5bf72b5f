"""Threads in a circle and their posts."""
