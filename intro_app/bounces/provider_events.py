"""What a provider's webhook says, in one form for all of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Protocol

from intro_app.bounces.parsing import Reading
from intro_app.config import Settings


class ForgedEvent(Exception):
    """The sender has not proved to be the provider, or what it sent is too old."""


class MailEvent(NamedTuple):
    """What became of one e-mail, which its keyed envelope address or its Message-ID names."""

    reading: Reading
    addresses: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProvenEvents:
    """The events of a request that proved its origin; what is sent under the same `once` again is refused."""

    events: Sequence[MailEvent] = ()
    once: str = ""


class EventSource(Protocol):
    """How to tell that a provider sent something, and what it says."""

    largest: int

    def proven(self, body: bytes, headers: Mapping[str, str], site: Settings, at: datetime) -> ProvenEvents:
        """Return the events in the body. Raises ForgedEvent."""


def ensure_recent(seconds: str, within: timedelta, at: datetime) -> None:
    """Raise ForgedEvent unless so many seconds since 1970 are about now."""
    try:
        age = abs(at - datetime.fromtimestamp(int(seconds), UTC))
    except (ValueError, OverflowError, OSError) as problem:
        raise ForgedEvent from problem
    if age > within:
        raise ForgedEvent


def read_json(body: bytes) -> Any:
    """Return what JSON says; an empty object for anything that is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return {}


def part(found: Any, *names: str) -> Mapping[str, Any]:
    """Return the object that these names lead to; an empty one where they lead to none."""
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def text_of(found: Mapping[str, Any], name: str) -> str:
    """Return a text, or an empty one where something else stands; numbers count as texts."""
    value = found.get(name)
    return str(value) if isinstance(value, (str, int)) else ""
