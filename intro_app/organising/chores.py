"""What the worker does for organisers."""

from intro_app.organising.suspensions.service import end_due, forget_suspensions

IN_NO_HURRY = (end_due, forget_suspensions)
