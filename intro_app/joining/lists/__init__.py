"""Lists: staff invite many people at once, each by one e-mail, at an even pace."""
