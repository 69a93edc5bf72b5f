"""Delivers webhooks as Stripe does: asynchronously, signed with Stripe's own library, and with retries."""

import json
import queue
import threading
import time
import urllib.request
from collections.abc import Sequence
from urllib.error import HTTPError

from stripe import WebhookSignature

from intro_app.devtools.fake_stripe.store import now
from intro_app.devtools.fake_stripe.wire import Thing

_TRIES = 5


def signed(payload: str, secrets: Sequence[str], at: int) -> str:
    """Return the Stripe-Signature header, with one signature for each secret, as while a secret is rolled."""
    marks = [WebhookSignature.generate_signature_header(payload, secret, at) for secret in secrets]
    return ",".join([f"t={at}", *(mark.partition(",")[2] for mark in marks)])


class Messenger:
    """Delivers events to one URL in order, from a thread of its own; to an empty URL it delivers nothing."""

    def __init__(self, url: str, secrets: Sequence[str]) -> None:
        self._url = url
        self._secrets = secrets
        self._waiting: queue.Queue[Thing] = queue.Queue()
        if url:
            threading.Thread(target=self._deliver_all, daemon=True).start()

    def bring(self, event: Thing) -> None:
        """Queue an event for delivery after the earlier ones."""
        if self._url:
            self._waiting.put(event)

    def wait(self, seconds: float = 5) -> None:
        """Wait until all events are delivered, for at most so many seconds."""
        until = time.monotonic() + seconds
        while self._waiting.unfinished_tasks and time.monotonic() < until:
            time.sleep(0.02)

    def _deliver_all(self) -> None:
        while True:
            event = self._waiting.get()
            pause = 0.2
            for _try in range(_TRIES):
                if self._deliver(event):
                    break
                time.sleep(pause := pause * 2)
            self._waiting.task_done()

    def _deliver(self, event: Thing) -> bool:
        payload = json.dumps(event)
        head = {"Content-Type": "application/json", "Stripe-Signature": signed(payload, self._secrets, now())}
        request = urllib.request.Request(self._url, payload.encode(), head, method="POST")  # noqa: S310 - the site's own address
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - the same
                return int(answer.status) < 300
        except HTTPError as problem:
            problem.close()
            return False
        except OSError:
            return False
