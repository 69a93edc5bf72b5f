"""What the worker does for joining."""

from intro_app.joining.invitations.service import forget_invited

IN_NO_HURRY = (forget_invited,)
