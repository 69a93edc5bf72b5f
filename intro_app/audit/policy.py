"""The seal of a line, and how a chain of lines is read; pure, so that anybody can check an export."""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

# What stands before the first line.
START = "0" * 64

# Acts of looking at somebody's details begin with it; the person looked at may read them.
LOOKED = "looked_"

_ACT = re.compile(r"[a-z][a-z_]{2,39}")
_ABOUT = re.compile(r"|[a-z_]{2,40}(:[\w-]{1,60})*")


class AuditLine(NamedTuple):
    """One line of the list: its place, when, who, what, to whom, about which thing, why, and its seal."""

    id: int
    at: datetime
    actor_id: int | None
    act: str
    subject_id: int | None
    about: str
    why: str
    previous: str
    hash: str = ""


class Verdict(NamedTuple):
    """How many lines were read, the seal of the last good one, and the place of the first broken one, if any."""

    lines: int
    head: str
    broken: int | None = None
    holds: bool = True


def seal(line: AuditLine) -> str:
    """SHA-256 over everything the line says and the seal before it, in one spelling."""
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [line.id, at, line.actor_id, line.act, line.subject_id, line.about, line.why, line.previous]
    return sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def read(lines: Iterable[AuditLine], head_once: str = "") -> Verdict:
    """Follow the chain from its start to its end, or to the first line that does not continue it.

    `head_once` is a seal that was written down earlier: the chain must still hold it, or its end was cut.
    """
    count, head, seen = 0, START, head_once in {"", START}
    for line in lines:
        if line.id != count + 1 or line.previous != head or line.hash != seal(line):
            return Verdict(count, head, broken=line.id, holds=seen)
        count, head = line.id, line.hash
        seen = seen or head == head_once
    return Verdict(count, head, holds=seen)


def ensure_plain(act: str, about: str) -> None:
    """Refuse what could hold personal data: an act is a word, a thing is a kind and an id. Raises ValueError."""
    if not _ACT.fullmatch(act):
        raise ValueError(f"{act!r} is not an act such as looked_at_details")
    if not _ABOUT.fullmatch(about):
        raise ValueError("a thing is written as its kind and its id, such as case:17")
