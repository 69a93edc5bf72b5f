"""What hosts and co-hosts do to keep a circle in order: threads, co-hosts, and the archive."""
