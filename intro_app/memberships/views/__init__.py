"""Pages about membership, and the one route on which Stripe speaks."""

from intro_app.memberships.views import changing, joining, showing, webhook
from intro_app.memberships.views.blueprint import bp

__all__ = ["bp", "changing", "joining", "showing", "webhook"]
