"""Queries about the community. Lists are plain rows; what the caller will change is a model instance.

Queries for pages take their reader (`me`, 0 for a visitor) and leave out everybody whom a block hides from
the reader.
"""
