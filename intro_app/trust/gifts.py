"""What each member has from each other in confirmations, as columns of numbers with a hash table."""

from array import array
from collections.abc import Iterator

_NONE = -1
_FIRST_SLOTS = 1 << 10


class Gifts:
    """A row for each pair of a receiver and a giver; `points` are in the weight of EPOCH.

    That takes some 30 bytes for a pair, where a dict for each receiver takes over a hundred. The table has
    open addressing, and a third of it stays free.
    """

    def __init__(self) -> None:
        self._slots = array("i", [_NONE]) * _FIRST_SLOTS
        self._most = _FIRST_SLOTS * 2 // 3
        self._receivers, self._givers = array("i"), array("i")
        # The row of the same receiver that came before, and for each receiver the last of their rows.
        self._before, self._last = array("i"), array("i")
        self.points = array("d")
        self.givers = array("i")

    def make_room_for(self, receivers: int) -> None:
        """Let there be so many receivers, numbered from 0."""
        more = receivers - len(self.givers)
        self.givers.extend(array("i", [0]) * more)
        self._last.extend(array("i", [_NONE]) * more)

    def row(self, receiver: int, giver: int) -> int:
        """Return the row of a pair; a new one without points if it has none."""
        slots, receivers, givers = self._slots, self._receivers, self._givers
        mask = len(slots) - 1
        slot = (receiver * 0x9E3779B1 ^ giver * 0x85EBCA6B) >> 3 & mask
        while (row := slots[slot]) != _NONE:
            if givers[row] == giver and receivers[row] == receiver:
                return row
            slot = slot + 1 & mask
        return self._add(receiver, giver, slot)

    def _add(self, receiver: int, giver: int, slot: int) -> int:
        self._slots[slot] = row = len(self.points)
        self._receivers.append(receiver)
        self._givers.append(giver)
        self._before.append(self._last[receiver])
        self.points.append(0.0)
        self._last[receiver] = row
        self.givers[receiver] += 1
        if row == self._most:
            self._enlarge()
        return row

    def _enlarge(self) -> None:
        mask = len(self._slots) * 2 - 1
        self._slots = slots = array("i", [_NONE]) * (mask + 1)
        self._most = len(slots) * 2 // 3
        for row, (receiver, giver) in enumerate(zip(self._receivers, self._givers, strict=True)):
            slot = (receiver * 0x9E3779B1 ^ giver * 0x85EBCA6B) >> 3 & mask
            while slots[slot] != _NONE:
                slot = slot + 1 & mask
            slots[slot] = row

    def to(self, receiver: int) -> Iterator[tuple[int, float]]:
        """Yield who gave the receiver points and how many, the last who began first."""
        row = self._last[receiver]
        while row != _NONE:
            yield self._givers[row], self.points[row]
            row = self._before[row]
