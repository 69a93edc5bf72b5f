"""The enumerations of the domain: ways, states, reasons, roles and answers.

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
    """The state of an introduction; see the diagram above."""

    HELD = "held"
    ASKING = "asking"
    AGREED = "agreed"
    CONNECTED = "connected"
    CLOSED = "closed"


class Reason(StrEnum):
    """Why an introduction closed; nobody is ever told but the person who caused it."""

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
        """The other party's role; raises KeyError for a connector, who has no other."""
        return {Role.FIRST: Role.SECOND, Role.SECOND: Role.FIRST}[self]


PARTIES = (Role.FIRST, Role.SECOND)


class Answer(StrEnum):
    """What a person may answer to an ask.

    Nobody is told of a NO before the closing date. The author is told at once of NOT_NOW and of ANEW ("please
    write it anew", which only a connector may say).
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
