"""What a page and a write cost at least: a bare Flask application behind the same server."""
