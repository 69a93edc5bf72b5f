"""What pages cost behind the web server."""
