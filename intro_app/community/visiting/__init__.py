"""Signing up for a gathering without an account: by a mailed link, with a page of one's own."""
