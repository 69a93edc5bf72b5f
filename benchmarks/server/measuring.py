"""CPU of pages behind the web server, by that of a bare Flask page behind the same."""

from collections.abc import Iterator
from statistics import median

from benchmarks.goals.asking import Asker, Cost, average, begin
from benchmarks.goals.results import Figure
from benchmarks.goals.site import Stand

# The goals, and the next ones.
_PAGES = {
    "a public page": ("/", 0.45, 0.80),
    "a page of somebody signed in": ("/me", 0.35, 0.65),
    "a list of 20": ("/introductions", 0.30, 0.45),
}
_WARM_UP = 40


def pages(stand: Stand, rounds: int, each: int) -> Iterator[Figure]:
    """Yield how much of each page's CPU a bare page takes."""
    with Asker(stand.port, stand.cookie()) as reader, Asker(stand.port) as visitor:
        for name, (path, goal, then) in _PAGES.items():
            asker = visitor if path == "/" else reader
            yield _figure(stand, (name, path, goal, then), asker, rounds, each)


def _figure(
    stand: Stand, page: tuple[str, str, float, float], asker: Asker, rounds: int, each: int
) -> Figure:
    name, path, goal, then = page
    shares, costs, floors = list[float](), list[float](), list[float]()
    with Asker(stand.floor_port) as floor:
        for one, asked in ((asker, path), (floor, "/hello")):
            _cost((), one, asked, _WARM_UP)
        for _turn in range(rounds):
            before = _cost(stand.floor_processes, floor, "/hello", 3 * each)
            costs.append(_cost(stand.site_processes, asker, path, each).cpu)
            floors.append(_cost(stand.floor_processes, floor, "/hello", 3 * each).cpu)
            shares.append((before.cpu + floors[-1]) / 2 / costs[-1])
    said = f"{median(floors):.2f} ms of CPU by {median(costs):.2f}; next goal {then}"
    return Figure(f"{name}: bare Flask by it", shares, goal, said)


def _cost(processes: tuple[int, ...], asker: Asker, path: str, times: int) -> Cost:
    began = begin(processes)
    for _one in range(times):
        asker.get(path)
    return average(began, processes, times)
