"""Pure rules of requests to join: how one stands, and what follows when."""

from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_ANSWER = 300
MOST_QUESTIONS = 3
LONGEST_SENTENCE = 300

# Nobody has answered for so long: the applicant is told; thirty days later it ends, and they may ask anew.
UNREAD_AFTER = timedelta(days=14)
ENDS_UNREAD_AFTER = timedelta(days=44)
# After an answer: words and address are erased, one may ask again, and the answer itself is forgotten.
ERASED_AFTER = timedelta(days=30)
AGAIN_AFTER = timedelta(days=90)
FORGOTTEN_AFTER = timedelta(days=180)


class StaffAnswer(StrEnum):
    """What staff answered."""

    LET_IN = "let_in"
    NOT_NOW = "not_now"


class RequestState(StrEnum):
    """How a request stands, as its applicant reads it."""

    BEING_READ = "being_read"
    LET_IN = "let_in"
    NOT_NOW = "not_now"
    OVER = "over"


def state_of(
    asked_at: datetime, verdict: StaffAnswer | None, decided_at: datetime | None, at: datetime
) -> RequestState:
    """Return how a request stands; over is one that counts no longer, so that its applicant may ask anew."""
    if verdict is None or decided_at is None:
        return RequestState.BEING_READ if at < asked_at + ENDS_UNREAD_AFTER else RequestState.OVER
    if verdict is StaffAnswer.LET_IN:
        return RequestState.LET_IN if at < decided_at + ERASED_AFTER else RequestState.OVER
    return RequestState.NOT_NOW if at < decided_at + AGAIN_AFTER else RequestState.OVER
