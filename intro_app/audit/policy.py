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
# The act of erasing every reason about one person. Only with this line may reasons before it be missing.
ERASED = "reasons_erased"

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
    reason_hash: str
    former_hash: str
    previous: str
    hash: str = ""


class StoredLine(NamedTuple):
    """A line with what stands beside the chain: its encrypted reason, or None if there is none.

    `erased_by` is the id of the last line that says that the reasons about this person were erased, or 0.
    """

    line: AuditLine
    reason: str | None = None
    erased_by: int = 0


class Verdict(NamedTuple):
    """The result of reading a chain.

    `lines` and `head` are the number of valid lines and the hash of the last one, `broken` is the id of the
    first invalid line. `holds` is whether the chain contains the hash that was asked for. `erased` is the
    number of reasons that were erased with the account they were about.
    """

    lines: int
    head: str
    broken: int | None = None
    holds: bool = True
    erased: int = 0


def seal(line: AuditLine) -> str:
    """Return the SHA-256 hash of a line's fields, including `previous`, in a canonical encoding."""
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [2, line.id, at, line.actor_id, line.act, line.subject_id, line.about]
    said += [line.reason_hash, line.former_hash, line.previous]
    return sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def hash_of_reason(encrypted: str) -> str:
    """Return the hash with which a line covers its reason; it tells nothing once the key is gone."""
    return sha256(encrypted.encode()).hexdigest()


def read(lines: Iterable[StoredLine], head_once: str = "") -> Verdict:
    """Verify the chain from its start to the first line that does not continue it, or to its end.

    A line is invalid, too, if its reason was changed, or is missing without a later line that says it was
    erased. `head_once` is a hash that was recorded earlier. If the chain no longer contains it, its end was
    cut off or rewritten.
    """
    count, head, seen, erased = 0, START, head_once in {"", START}, 0
    for stored in lines:
        line = stored.line
        if line.id != count + 1 or line.previous != head or line.hash != seal(line) or not _fits(stored):
            return Verdict(count, head, line.id, seen, erased)
        count, head = line.id, line.hash
        seen = seen or head_once in {head, line.former_hash}
        erased += bool(line.reason_hash) and stored.reason is None
    return Verdict(count, head, None, seen, erased)


def _fits(stored: StoredLine) -> bool:
    if stored.reason is None:
        return not stored.line.reason_hash or stored.erased_by > stored.line.id
    return stored.line.reason_hash == hash_of_reason(stored.reason)


def ensure_plain(act: str, about: str) -> None:
    """Raise ValueError unless `act` is a plain word and `about` a kind and an id.

    This keeps personal data out of the audit log.
    """
    if not _ACT.fullmatch(act):
        raise ValueError(f"{act!r} is not an act such as looked_at_details")
    if not _ABOUT.fullmatch(about):
        raise ValueError("a thing is written as its kind and its id, such as case:17")
