"""The load: visitors who look at pages, and people who answer by their links, until they are confirmed."""

import random
import threading
import time
from dataclasses import dataclass, field

from intro_app.introductions.states import Answer
from tests.support.concurrent_requests import RawRequest, RawResponse, say
from tests.support.introductions.live_desk import no, yes
from tests.support.live_site import LiveSite

PAGES = ("/", "/sign-in", "/promise", "/promise/kept", "/healthz")
_ANSWERS = {Answer.YES: yes, Answer.NO: no}


@dataclass
class Timed:
    """One answer of the site: when, how long it took, and its status; 0 if the line was cut."""

    at: float
    took: float
    status: int


@dataclass
class Load:
    """What all visitors did."""

    site: LiveSite
    timed: list[Timed] = field(default_factory=list)
    confirmed: dict[int, Answer] = field(default_factory=dict)
    to_answer: list[tuple[int, str]] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def look(self, seed: int) -> None:
        """Look at one page after another until told to stop."""
        chance = random.Random(seed)
        while not self.stop.is_set():
            self._ask(RawRequest(chance.choice(PAGES), method="GET"))
            time.sleep(chance.uniform(0.05, 0.2))

    def answer(self, seed: int) -> None:
        """Answer what waits, yes or no; whoever reads 503 or nothing tries again, as people do."""
        chance = random.Random(seed)
        while not self.stop.is_set():
            with self._guard:
                waits = self.to_answer.pop(0) if self.to_answer else None
            if waits is None:
                time.sleep(0.1)
                continue
            number, token = waits
            self._insist(number, token, chance.choice([Answer.YES, Answer.YES, Answer.NO]))

    def _insist(self, number: int, token: str, answer: Answer) -> None:
        for _try in range(60):
            response = self._ask(_ANSWERS[answer](token))
            if response.status == 200:
                self.confirmed[number] = answer
                return
            if self.stop.is_set():
                return
            time.sleep(0.5)

    def _ask(self, request: RawRequest) -> RawResponse:
        began = time.monotonic()
        try:
            response = say(self.site, request)
        except OSError:
            response = RawResponse(0)
        self.timed.append(Timed(began, time.monotonic() - began, response.status))
        return response
