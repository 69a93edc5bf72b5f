"""What may be done about people, decided from facts alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

# How many e-mails to sign in one mailbox gets, whoever asks for them.
SIGN_INS_AN_HOUR = 5
SIGN_INS_A_DAY = 10


def may_mail_sign_in(asked_at: Sequence[datetime], at: datetime) -> bool:
    """Whether one more e-mail to sign in may go out, after those asked for at these moments."""
    hour = sum(at - moment < timedelta(hours=1) for moment in asked_at)
    day = sum(at - moment < timedelta(days=1) for moment in asked_at)
    return hour < SIGN_INS_AN_HOUR and day < SIGN_INS_A_DAY
