"""What stands where the name of a circle, a gathering or a thread was taken away."""

from intro_app.wording import N_

UNNAMED_CIRCLE = N_("Circle without a name")
UNNAMED_GATHERING = N_("Gathering without a title")
UNNAMED_THREAD = N_("Thread without a title")
