"""The balances of a long ledger as columns of numbers, which take a third of the memory of objects."""

from array import array
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from intro_app.trust.gifts import Gifts
from intro_app.trust.rules import EPOCH, Rules, TrustLevel
from intro_app.trust.state import PointsBalance

NEVER = float("-inf")
_NOBODY = -1
_FIRST_ROWS = 1 << 10
_SPARE = 1.125


class Balances(Mapping[int, PointsBalance]):
    """Balances by member. One is made whenever it is read, so changing it changes nothing here: `keep` does.

    A member's row is their number, so the columns are as long as the largest number. Moments are in seconds
    since EPOCH. `trusted_by` has `enough_trusted` places for each member, of which `trusted` are taken.
    """

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.rows = 0
        self.good, self.harm, self.shared = array("d"), array("d"), array("d")
        self.touched, self.reported, self.joined = array("d"), array("d"), array("d")
        self.level, self.trusted, self.held_against_inviter = bytearray(), bytearray(), bytearray()
        self.trusted_by, self.offenders_invited = array("i"), array("i")
        self.inviter = array("q")
        self.gifts = Gifts()

    def __iter__(self) -> Iterator[int]:
        return filter(self.__contains__, range(self.rows))

    def __len__(self) -> int:
        return sum(1 for _member in self)

    def __contains__(self, member: object) -> bool:
        if not isinstance(member, int) or not 0 <= member < self.rows:
            return False
        return self.touched[member] != NEVER or self.joined[member] != NEVER

    def __getitem__(self, member: int) -> PointsBalance:
        if member not in self:
            raise KeyError(member)
        balance = self.without_givers(member)
        balance.received = dict(reversed([*self.gifts.to(member)]))
        return balance

    def without_givers(self, member: int) -> PointsBalance:
        """Return a member's balance without what each person gave, which few events need."""
        first = member * self.rules.enough_trusted
        return PointsBalance(
            good=self.good[member],
            harm=self.harm[member],
            shared=self.shared[member],
            touched=_moment(self.touched[member]),
            level=TrustLevel(self.level[member]),
            reported=_moment(self.reported[member]),
            joined=_moment(self.joined[member]),
            inviter=self.inviter_of(member),
            offenders_invited=self.offenders_invited[member],
            held_against_inviter=bool(self.held_against_inviter[member]),
            trusted_by=tuple(self.trusted_by[first : first + self.trusted[member]]),
        )

    def inviter_of(self, member: int) -> int | None:
        """Return who invited the member, if anybody."""
        inviter = self.inviter[member] if member < self.rows else _NOBODY
        return None if inviter == _NOBODY else inviter

    def keep(self, member: int, balance: PointsBalance) -> None:
        """Write a balance, but for what each person gave and who of them was trusted."""
        self.make_room_for(member)
        self.good[member], self.harm[member], self.shared[member] = balance.good, balance.harm, balance.shared
        self.touched[member], self.reported[member] = _since(balance.touched), _since(balance.reported)
        self.level[member] = balance.level
        self.offenders_invited[member] = balance.offenders_invited
        self.held_against_inviter[member] = balance.held_against_inviter

    def join(self, member: int, inviter: int | None, at: datetime) -> None:
        """Write when a member joined and who invited them."""
        self.make_room_for(member)
        self.joined[member] = seconds(at)
        self.inviter[member] = _NOBODY if inviter is None else inviter

    def make_room_for(self, member: int) -> None:
        """Make the columns long enough for a member's number."""
        if member < self.rows:
            return
        more = int(member * _SPARE) + _FIRST_ROWS - self.rows
        self.rows += more
        for numbers in (self.good, self.harm, self.shared):
            numbers.extend(array("d", [0.0]) * more)
        for moments in (self.touched, self.reported, self.joined):
            moments.extend(array("d", [NEVER]) * more)
        for small in (self.level, self.trusted, self.held_against_inviter):
            small.extend(bytes(more))
        self.trusted_by.extend(array("i", [_NOBODY]) * (more * self.rules.enough_trusted))
        self.offenders_invited.extend(array("i", [0]) * more)
        self.inviter.extend(array("q", [_NOBODY]) * more)
        self.gifts.make_room_for(self.rows)


def seconds(at: datetime) -> float:
    """Return a moment as seconds since EPOCH; a float holds these to the microsecond for two centuries."""
    return (at - EPOCH).total_seconds()


def _since(at: datetime | None) -> float:
    return NEVER if at is None else seconds(at)


def _moment(since: float) -> datetime | None:
    return None if since == NEVER else EPOCH + timedelta(seconds=since)
