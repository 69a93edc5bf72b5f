"""Searching what is written in circles that one may read."""
