"""Circles and who belongs to them."""
