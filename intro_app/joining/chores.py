"""What the worker does for joining."""

from intro_app.joining.invitations.service import forget_invited
from intro_app.joining.lists.service import forget_lists, send_lists
from intro_app.joining.openid.proofs import forget_proofs
from intro_app.joining.requests.service import forget_requests, tell_daily, tell_unread

PROMPT = (send_lists,)
IN_NO_HURRY = (forget_invited, forget_lists, tell_daily, tell_unread, forget_requests, forget_proofs)
