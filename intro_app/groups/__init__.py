"""Groups of a community, such as a class or a chapter: made by staff, joined by code or by request."""
