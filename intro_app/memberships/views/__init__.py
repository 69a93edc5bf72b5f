"""The pages about membership, and Stripe's webhook."""

from intro_app.memberships.views import changing, gifts, joining, showing, staff, webhook
from intro_app.memberships.views.blueprint import bp

__all__ = ["bp", "changing", "gifts", "joining", "showing", "staff", "webhook"]
