"""The beginning of a site: until when it is founding, and what is still to do, by fact and not by tick."""
