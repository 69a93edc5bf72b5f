"""Pure rules of groups: how many, how long their codes hold, and what of their size is said."""

from datetime import timedelta
from enum import StrEnum

MOST_GROUPS = 50
LONGEST_NAME = 60
DAYS_OF_A_CODE, MOST_DAYS_OF_A_CODE = 30, 365
FEW = 5
# How many people one may say one knows at a time, and in a day.
MOST_AT_ONCE = 40
KNOWN_IN_A_DAY = "80/day"
CODES_IN_AN_HOUR = "10/hour;30/day"

# A request that staff have not answered, and a membership that has ended.
REQUEST_LASTS = timedelta(days=44)
ENDED_LASTS = timedelta(days=365)

# How long an address counts as proved for a group of its mail domain, and how long its owner has then.
PROOF_LASTS = timedelta(days=365)
PROOF_WITHIN = timedelta(days=30)


class GroupStanding(StrEnum):
    """How a group stands for one member."""

    OUT = "out"
    ASKED = "asked"
    IN = "in"


def said_size(number: int) -> int:
    """Return the size of a group as its members read it: rounded down to five, 0 for fewer than five.

    An exact size would tell whoever waits for somebody that this person has just left.
    """
    return number - number % FEW
