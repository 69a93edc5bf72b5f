"""Hashing and verifying the chain of audit lines, without a database, so that an export can be checked."""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

# The `previous` of the first line.
START = "0" * 64

# Prefix of acts of looking at somebody's details; that person may read these lines.
LOOKED = "looked_"

_ACT = re.compile(r"[a-z][a-z_]{2,39}")
_ABOUT = re.compile(r"|[a-z_]{2,40}(:[\w-]{1,60})*")


class AuditLine(NamedTuple):
    """One line of the audit log; the fields are those of AuditEntry."""

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
    """The result of reading a chain.

    `lines` and `head` are the number of valid lines and the hash of the last one, `broken` is the id of the
    first invalid line. `holds` is whether the chain contains the hash that was asked for.
    """

    lines: int
    head: str
    broken: int | None = None
    holds: bool = True


def seal(line: AuditLine) -> str:
    """Return the SHA-256 hash of a line's fields, including `previous`, in a canonical encoding."""
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [line.id, at, line.actor_id, line.act, line.subject_id, line.about, line.why, line.previous]
    return sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def read(lines: Iterable[AuditLine], head_once: str = "") -> Verdict:
    """Verify the chain from its start to the first line that does not continue it, or to its end.

    `head_once` is a hash that was recorded earlier. If the chain no longer contains it, its end was cut off
    or rewritten.
    """
    count, head, seen = 0, START, head_once in {"", START}
    for line in lines:
        if line.id != count + 1 or line.previous != head or line.hash != seal(line):
            return Verdict(count, head, broken=line.id, holds=seen)
        count, head = line.id, line.hash
        seen = seen or head == head_once
    return Verdict(count, head, holds=seen)


def ensure_plain(act: str, about: str) -> None:
    """Raise ValueError unless `act` is a plain word and `about` a kind and an id.

    This keeps personal data out of the audit log.
    """
    if not _ACT.fullmatch(act):
        raise ValueError(f"{act!r} is not an act such as looked_at_details")
    if not _ABOUT.fullmatch(about):
        raise ValueError("a thing is written as its kind and its id, such as case:17")
