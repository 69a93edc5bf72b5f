"""What the stand-in remembers: things by kind and id, in the order in which they were made, in one file."""

import json
import secrets
import threading
import time
from copy import deepcopy
from pathlib import Path
from typing import Any

from intro_app.devtools.fake_stripe.wire import Thing, no_such

_PREFIXES = {
    "billing_portal.session": "bps",
    "charge": "ch",
    "checkout.session": "cs_test",
    "customer": "cus",
    "event": "evt",
    "invoice": "in",
    "price": "price",
    "product": "prod",
    "refund": "re",
    "subscription": "sub",
    "subscription_item": "si",
}


class Books:
    """All that was ever made; whoever changes something holds `lock` meanwhile."""

    def __init__(self, file: Path | None, home: str) -> None:
        self.lock = threading.RLock()
        self.home = home
        self._file = file
        self._kept: dict[str, dict[str, Thing]] = {}
        if file and file.exists():
            self._kept = json.loads(file.read_text(encoding="utf-8"))

    def make(self, kind: str, **fields: Any) -> Thing:
        """A new thing with an id of its own."""
        thing_id = f"{_PREFIXES[kind]}_{secrets.token_hex(12)}"
        thing = {"id": thing_id, "object": kind, "created": now(), "livemode": False, **fields}
        self._kept.setdefault(kind, {})[thing_id] = thing
        return thing

    def find(self, kind: str, thing_id: str) -> Thing:
        """The thing itself, to change. Raises Trouble when there is none."""
        thing = self._kept.get(kind, {}).get(thing_id)
        if thing is None:
            raise no_such(kind, thing_id)
        return thing

    def living_customer(self, customer_id: str) -> Thing:
        """A customer that was not deleted. Raises Trouble."""
        if (customer := self.find("customer", customer_id)).get("deleted"):
            raise no_such("customer", customer_id)
        return customer

    def all(self, kind: str, **wanted: Any) -> list[Thing]:
        """Everything of a kind with these fields, the newest first."""
        found = reversed(self._kept.get(kind, {}).values())
        return [
            one for one in found if all(one.get(name) == value for name, value in wanted.items() if value)
        ]

    def save(self) -> None:
        """Keep all of it for the next start."""
        if self._file:
            draft = self._file.with_suffix(".new")
            draft.write_text(json.dumps(self._kept), encoding="utf-8")
            draft.replace(self._file)

    def shown(self, thing: Thing) -> Thing:
        """A thing as others see it: without our own notes, with addresses that lead here."""
        seen = deepcopy({name: value for name, value in thing.items() if not name.startswith("_")})
        if thing["object"] == "checkout.session":
            seen["url"] = f"{self.home}/pay/{thing['id']}" if thing["status"] == "open" else None
        elif thing["object"] == "billing_portal.session":
            seen["url"] = f"{self.home}/portal/{thing['id']}"
        elif thing["object"] == "charge":
            seen["receipt_url"] = f"{self.home}/receipt/{thing['id']}" if thing["paid"] else None
        return seen


def now() -> int:
    """The present second."""
    return int(time.time())
