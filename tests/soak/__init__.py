"""A site under mixed load while one thing after another breaks: nothing is lost, doubled or early."""
