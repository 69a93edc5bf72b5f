"""Pages for those who build the site: the outbox, every e-mail, every component."""
