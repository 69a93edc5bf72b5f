"""The fake Stripe's store: objects by kind and id, in order of creation, kept in one file."""

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
    "dispute": "dp",
    "event": "evt",
    "invoice": "in",
    "price": "price",
    "product": "prod",
    "refund": "re",
    "subscription": "sub",
    "subscription_item": "si",
}


class StripeStore:
    """All objects ever created. Callers hold `lock` while they change something."""

    def __init__(self, file: Path | None, home: str) -> None:
        self.lock = threading.RLock()
        self.home = home
        self._file = file
        self._kept: dict[str, dict[str, Thing]] = {}
        if file and file.exists():
            self._kept = json.loads(file.read_text(encoding="utf-8"))

    def make(self, kind: str, **fields: Any) -> Thing:
        """Create an object with a new id."""
        thing_id = f"{_PREFIXES[kind]}_{secrets.token_hex(12)}"
        thing = {"id": thing_id, "object": kind, "created": now(), "livemode": False, **fields}
        self._kept.setdefault(kind, {})[thing_id] = thing
        return thing

    def find(self, kind: str, thing_id: str) -> Thing:
        """Return the stored object, which the caller may change. Raises ApiError when there is none."""
        thing = self._kept.get(kind, {}).get(thing_id)
        if thing is None:
            raise no_such(kind, thing_id)
        return thing

    def living_customer(self, customer_id: str) -> Thing:
        """Return a customer who was not deleted. Raises ApiError when there is none."""
        if (customer := self.find("customer", customer_id)).get("deleted"):
            raise no_such("customer", customer_id)
        return customer

    def all(self, kind: str, **wanted: Any) -> list[Thing]:
        """Return all objects of a kind with these field values, newest first; empty values match anything."""
        found = reversed(self._kept.get(kind, {}).values())
        return [
            one for one in found if all(one.get(name) == value for name, value in wanted.items() if value)
        ]

    def save(self) -> None:
        """Write everything to the file, if there is one."""
        if self._file:
            draft = self._file.with_suffix(".new")
            draft.write_text(json.dumps(self._kept), encoding="utf-8")
            draft.replace(self._file)

    def shown(self, thing: Thing) -> Thing:
        """Return a copy of an object as the API shows it: no private fields, and URLs of this server."""
        seen = deepcopy({name: value for name, value in thing.items() if not name.startswith("_")})
        if thing["object"] == "checkout.session":
            seen["url"] = f"{self.home}/pay/{thing['id']}" if thing["status"] == "open" else None
        elif thing["object"] == "billing_portal.session":
            seen["url"] = f"{self.home}/portal/{thing['id']}"
        elif thing["object"] == "charge":
            seen["receipt_url"] = f"{self.home}/receipt/{thing['id']}" if thing["paid"] else None
        return seen


def now() -> int:
    """Return the present time in Unix seconds."""
    return int(time.time())
