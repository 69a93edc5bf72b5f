"""An introduction, its asks and consents, and what may happen to them.

The states are drawn in states.py. An introduction has two parties, the first and the second (requester and
recipient; in an offered one, the two whom the connector thought of), and perhaps a connector. It is agreed
only when every ask has a yes. The database refuses `connected` without all consents, whatever the code
believes (see triggers.py).
"""

from intro_app.introductions.models.consents import Consent, agreed_hash, ensure_unchanged, shares_of
from intro_app.introductions.models.drafts import Draft
from intro_app.introductions.models.introduction import Ask, Introduction

__all__ = ["Ask", "Consent", "Draft", "Introduction", "agreed_hash", "ensure_unchanged", "shares_of"]
