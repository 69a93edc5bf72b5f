"""What a soak found: figures for the table, and a sentence for each promise that was broken."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.soak.load import Timed

# In a shorter run a site still warms up, so that memory and speed say nothing.
LONG = 300.0
# Done, elsewhere, refused because of a limit (all visitors here have one address), busy; 0 is a cut line.
HONEST = frozenset({0, 200, 302, 303, 429, 503})


@dataclass
class Findings:
    """Figures of one run."""

    quiet: list[Timed] = field(default_factory=list)
    loud: list[Timed] = field(default_factory=list)
    faults_done: dict[str, int] = field(default_factory=dict)
    asks: int = 0
    confirmed: int = 0
    posted: int = 0
    copies: int = 0
    unconfirmed: int = 0
    memory: tuple[int, int] = (0, 0)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    early: list[str] = field(default_factory=list)

    def faults(self, *, strict: bool) -> list[str]:
        """Return what must not have happened; memory and speed count in a long run only."""
        found = [f"lost: {one}" for one in self.lost] + [f"doubled: {one}" for one in self.doubled]
        found += [f"early: {one}" for one in self.early]
        found += [f"status {status}" for status in self._statuses() - HONEST]
        if strict and self.memory[1] > self.memory[0] * 1.1:
            found.append(f"memory grew from {self.memory[0]} to {self.memory[1]} KiB")
        return found

    def _statuses(self) -> set[int]:
        return {one.status for one in (*self.quiet, *self.loud)}

    def table(self) -> str:
        """Return the figures, one a line."""
        counted = sorted(Counter(one.status for one in self.loud).items())
        statuses = ", ".join(f"{status}: {number}" for status, number in counted)
        before, after = (_percentile(times, 0.99) for times in (self.quiet, self.loud))
        rows = [
            ("faults", ", ".join(f"{name} {number}" for name, number in self.faults_done.items())),
            ("requests, quiet and with faults", f"{len(self.quiet)}, {len(self.loud)}"),
            ("answers by status; 0 is a cut line", statuses),
            ("p99 of 200, quiet and with faults", f"{before * 1000:.0f} ms, {after * 1000:.0f} ms"),
            ("asks, answers confirmed", f"{self.asks}, {self.confirmed}"),
            (
                "e-mails, copies, attempts without an answer",
                f"{self.posted}, {self.copies}, {self.unconfirmed}",
            ),
            ("lost / doubled / early", f"{len(self.lost)} / {len(self.doubled)} / {len(self.early)}"),
            (
                "memory of the web server, after warming up and at the end",
                f"{self.memory[0] // 1024} MiB, {self.memory[1] // 1024} MiB",
            ),
        ]
        return "\n".join(f"| {name} | {value} |" for name, value in rows)


def _percentile(times: Sequence[Timed], share: float) -> float:
    took = sorted(one.took for one in times if one.status == 200)
    return took[min(len(took) - 1, int(len(took) * share))] if took else 0.0
