"""What the tests use of dateutil."""
