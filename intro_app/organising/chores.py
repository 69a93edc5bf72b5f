"""What the worker does for organisers."""

from intro_app.organising.figures.service import count_groups
from intro_app.organising.founding.service import tell_before_end
from intro_app.organising.settings.proposals import apply_due
from intro_app.organising.suspensions.calling import tell_judges_daily
from intro_app.organising.suspensions.service import end_due, forget_suspensions

IN_NO_HURRY = (apply_due, count_groups, end_due, forget_suspensions, tell_before_end, tell_judges_daily)
