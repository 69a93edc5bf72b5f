"""What a page may cost. A number here is only raised in a commit that says why."""

from typing import NamedTuple


class Bound(NamedTuple):
    """How many times the Python instructions of a bare Flask page, and how many statements."""

    times_bare_flask: float
    statements: int


PAGES = {
    "front page": Bound(6.7, 1),
    "me": Bound(10, 6),
    "people, the list": Bound(16.8, 5),
    "people, a search": Bound(55, 9),  # some hundreds are found and ranked
    "a person": Bound(10.2, 5),
    "my introductions, 20": Bound(14.5, 4),
    "an introduction": Bound(11.9, 7),
    "to answer": Bound(15.2, 3),
    "to ask": Bound(16.2, 6),
    "people I know": Bound(15.7, 5),  # three lists, each a page of its own
}

# What reads a table from its first row on although it is large, and why it may.
WHOLE = {
    "front page: member": "asks whether anybody is here, and stops at the first",
    "people, the list: member": "goes from the newest on to the first who joined before today",
}
