"""Invitations of members: to an address, or by a link for a few people."""
