"""Gatherings of a circle: seats, invitations, calendar files."""
