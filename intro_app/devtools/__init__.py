"""Pages for those who build the site: the outbox, every e-mail, every component."""

from intro_app.devtools import components, people

__all__ = ["components", "people"]
