"""The logo of the site, which a caretaker uploads."""
