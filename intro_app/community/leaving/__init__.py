"""Leaving a circle: belonging to it and seats at its gatherings end together."""
