"""What the worker does for joining."""

from intro_app.joining.invitations.service import forget_invited
from intro_app.joining.requests.service import forget_requests, tell_daily, tell_unread

IN_NO_HURRY = (forget_invited, tell_daily, tell_unread, forget_requests)
