"""Replying to a thread by e-mail: an address for each member and thread, and what comes there."""
