"""What a soak found: figures for the table, and a sentence for each promise that was broken."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.soak.load import Timed
from tests.soak.memory import Growth
from tests.support.patience import fair

# Seconds. In a shorter run a site still warms up, so that its memory says nothing.
WARM = 120.0
# In a shorter one, one answer of a hundred is one of very few.
LONG = 300.0
# While things break, of a hundred answers 99 come in less than twice the time they take when nothing does.
_MOST_SLOWNESS = 2.0
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
    grown: list[Growth] = field(default_factory=list)
    together: Growth = field(default_factory=lambda: Growth(0, 0))
    replaced: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    early: list[str] = field(default_factory=list)

    def faults(self, seconds: float) -> list[str]:
        """Return what must not have happened; memory and speed count only in a run that is long enough."""
        found = [f"lost: {one}" for one in self.lost] + [f"doubled: {one}" for one in self.doubled]
        found += [f"early: {one}" for one in self.early]
        found += [f"status {status}" for status in self._statuses() - HONEST]
        found += self._too_large() if seconds >= WARM else []
        found += self._too_slow() if seconds >= LONG else []
        return found

    def _too_large(self) -> list[str]:
        found = [
            f"memory grew from {one.warm} to {one.last} KiB"
            for one in (*self.grown, self.together)
            if one.is_too_much
        ]
        if not self.grown:
            found.append("no process of the web server lived long enough to be compared")
        return found

    def _too_slow(self) -> list[str]:
        before, after = self._p99()
        if after > before * fair(_MOST_SLOWNESS):
            return [f"p99 rose from {before:.3f} to {after:.3f} s"]
        return []

    def _p99(self) -> tuple[float, float]:
        return _percentile(self.quiet, 0.99), _percentile(self.loud, 0.99)

    def _statuses(self) -> set[int]:
        return {one.status for one in (*self.quiet, *self.loud)}

    def table(self) -> str:
        """Return the figures, one a line."""
        counted = sorted(Counter(one.status for one in self.loud).items())
        statuses = ", ".join(f"{status}: {number}" for status, number in counted)
        before, after = self._p99()
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
                "memory of each process of the web server, warm and at the end",
                ", ".join(_mebibytes(one) for one in self.grown),
            ),
            ("of all of them, shared pages once", _mebibytes(self.together)),
            ("processes of the web server that ended and were replaced", f"{self.replaced}"),
        ]
        return "\n".join(f"| {name} | {value} |" for name, value in rows)


def _mebibytes(growth: Growth) -> str:
    return f"{growth.warm // 1024} → {growth.last // 1024} MiB"


def _percentile(times: Sequence[Timed], share: float) -> float:
    took = sorted(one.took for one in times if one.status == 200)
    return took[min(len(took) - 1, int(len(took) * share))] if took else 0.0
