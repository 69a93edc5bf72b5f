"""The words of the domain: ways, states, reasons, roles and answers.

    held -> asking -> agreed -> connected
       \\       \\        \\
        `-------`--------`----> closed (for a reason that only the site knows)

Nothing ever leaves `connected` or `closed`.
"""

from enum import StrEnum


class Way(StrEnum):
    """How the two are brought together."""

    DIRECT = "direct"
    NAMED = "named"
    BLIND = "blind"
    OFFERED = "offered"


class State(StrEnum):
    """Where an introduction stands; see the picture above."""

    HELD = "held"
    ASKING = "asking"
    AGREED = "agreed"
    CONNECTED = "connected"
    CLOSED = "closed"


class Reason(StrEnum):
    """Why an introduction closed; never told to anyone but the one who caused it."""

    DECLINED = "declined"
    PASSED = "passed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    UNDONE = "undone"
    BLOCKED = "blocked"
    SUPPRESSED = "suppressed"
    BOUNCED = "bounced"
    REMOVED = "removed"
    ACCOUNT_GONE = "account_gone"


class Role(StrEnum):
    """The part a person has in an introduction."""

    CONNECTOR = "connector"
    FIRST = "first"
    SECOND = "second"

    @property
    def other(self) -> "Role":
        """The other party's role; a connector has no other."""
        return {Role.FIRST: Role.SECOND, Role.SECOND: Role.FIRST}[self]


PARTIES = (Role.FIRST, Role.SECOND)


class Answer(StrEnum):
    """What a person may answer to an ask.

    NO is told to nobody before the closing date; NOT_NOW and ANEW ("please write it anew", which
    only a connector may say) are told to the author at once.
    """

    YES = "yes"
    NO = "no"
    NOT_NOW = "not_now"
    ANEW = "anew"


OPEN = (State.HELD, State.ASKING, State.AGREED)

MAY_BECOME = {
    State.HELD: {State.ASKING, State.CLOSED},
    State.ASKING: {State.AGREED, State.CLOSED},
    State.AGREED: {State.CONNECTED, State.CLOSED},
    State.CONNECTED: set[State](),
    State.CLOSED: set[State](),
}
