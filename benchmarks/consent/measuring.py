"""A yes on a direct ask, with its letters, by the floor's POST; and sixteen clients who say it at once."""

import threading
from collections.abc import Iterator
from itertools import count
from time import monotonic

from benchmarks.goals.asking import Asker, Cost, average, begin
from benchmarks.goals.results import Figure
from benchmarks.goals.site import Stand

WRITERS = 16
_TURNS = count()
_FLOORS = 200


def consent(stand: Stand, rounds: int, each: int) -> Iterator[Figure]:
    """Yield how much of the floor's POST a yes is."""
    tokens = asked(stand, (rounds + 1) * each)
    shares, costs, floors = list[float](), list[Cost](), list[Cost]()
    with Asker(stand.port) as site, Asker(stand.floor_port) as floor:
        _said(stand, site, tokens[:each])  # a process makes its statements and compiles its templates
        _floor(stand, floor)
        for turn in range(1, rounds + 1):
            before = _floor(stand, floor)
            costs.append(_said(stand, site, tokens[turn * each : (turn + 1) * each]))
            floors.append(_floor(stand, floor))
            shares.append((before.cpu + floors[-1].cpu) / 2 / costs[-1].cpu)
    said = f"{_middle(floors, 'cpu'):.2f} ms of CPU by {_middle(costs, 'cpu'):.2f}"
    waits = f"waits {_middle(floors, 'wait'):.1f} by {_middle(costs, 'wait'):.1f} ms"
    yield Figure("a consent, of the floor’s POST", shares, 0.25, f"{said}; {waits}")


def writers(stand: Stand, rounds: int, each: int) -> Iterator[Figure]:
    """Yield the longest wait of sixteen who write at once, and how evenly they come to their turns."""
    longest, fairness, done = list[float](), list[float](), 0
    for _turn in range(rounds):
        tokens = asked(stand, WRITERS * each)
        waits = _together(stand, [tokens[place::WRITERS] for place in range(WRITERS)])
        longest.append(max(max(one, default=0.0) for one in waits) * 1000)
        fairness.append(min(map(len, waits)) / max(map(len, waits)))
        done += sum(map(len, waits))
    said = f"{done} consents, none refused"
    yield Figure("16 writers: longest wait, ms", longest, 500, said, at_most=True)
    yield Figure("16 writers: fewest by most of one", fairness, 0.2, said)


def asked(stand: Stand, number: int) -> list[str]:
    """Let so many members ask as many others; return the tokens in the letters to these."""
    tokens = []
    for _one in range(number):
        who, whom = stand.desk.join(2, f"asks{next(_TURNS)}x")
        tokens.append(stand.desk.token(stand.desk.ask(who, whom), "ask_directly", "r"))
    return tokens


def _say_yes(asker: Asker, token: str) -> None:
    """Answer from a network of one's own, since a site takes only so many forms a minute from one."""
    turn = next(_TURNS)
    address = f"{1 + turn % 100}.{turn // 100 % 250}.{turn // 25_000}.1"
    asker.post("/r", [("token", token), ("decision", "yes"), ("shares", "email")], address)


def _said(stand: Stand, asker: Asker, tokens: list[str]) -> Cost:
    began = begin(stand.site_processes)
    for token in tokens:
        _say_yes(asker, token)
    return average(began, stand.site_processes, len(tokens))


def _floor(stand: Stand, asker: Asker) -> Cost:
    began = begin(stand.floor_processes)
    for _one in range(_FLOORS):
        asker.post("/commit", [])
    return average(began, stand.floor_processes, _FLOORS)


def _middle(costs: list[Cost], what: str) -> float:
    return sorted(float(getattr(one, what)) for one in costs)[len(costs) // 2]


def _together(stand: Stand, tokens: list[list[str]]) -> list[list[float]]:
    """Return how long each client waited each time, until the first of them has nothing more to say."""
    waits: list[list[float]] = [[] for _writer in tokens]
    ready, over, refused = threading.Barrier(len(tokens)), threading.Event(), list[Exception]()

    def go_on(place: int) -> None:
        with Asker(stand.port) as asker:
            ready.wait()
            for token in tokens[place]:
                if over.is_set():
                    return
                began = monotonic()
                try:
                    _say_yes(asker, token)
                except (OSError, ValueError) as problem:
                    refused.append(problem)
                    break
                waits[place].append(monotonic() - began)
            over.set()

    crowd = [threading.Thread(target=go_on, args=(place,)) for place in range(len(tokens))]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    if refused:
        raise ExceptionGroup("a consent was refused", refused)
    return waits
