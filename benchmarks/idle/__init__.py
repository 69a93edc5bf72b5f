"""What a worker costs that finds nothing to do."""
