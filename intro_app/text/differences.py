"""What is different between two texts, line by line."""

from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

# So many lines stay around each change; of the others only a gap is shown.
AROUND = 2


class LineKind(StrEnum):
    """A line that is in both texts, that is new, that is gone; or lines between changes that are left out."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    GAP = "gap"


class ChangedLine(NamedTuple):
    """One line of a comparison."""

    kind: LineKind
    text: str = ""


def line_changes(before: str, after: str) -> list[ChangedLine]:
    """Return the changes from one text to the other, each with a little of what is around it."""
    old, new = _lines(before), _lines(after)
    found: list[ChangedLine] = []
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(AROUND):
        if found or group[0][1] > 0:
            found.append(ChangedLine(LineKind.GAP))
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                found += [ChangedLine(LineKind.SAME, line) for line in old[old_from:old_to]]
                continue
            found += [ChangedLine(LineKind.REMOVED, line) for line in old[old_from:old_to]]
            found += [ChangedLine(LineKind.ADDED, line) for line in new[new_from:new_to]]
    return found


def _lines(text: str) -> list[str]:
    """Return the lines that have something in them: between paragraphs nothing can change."""
    return [line.rstrip() for line in text.splitlines() if line.strip()]
