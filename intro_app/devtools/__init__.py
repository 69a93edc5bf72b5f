"""Pages for developers: the outbox, every e-mail, every component, and the people of the demo."""

from intro_app.devtools import answering, components, people

__all__ = ["answering", "components", "people"]
