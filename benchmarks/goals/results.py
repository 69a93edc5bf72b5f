"""A figure beside its goal, as a line of a table and as JSON."""

from collections.abc import Iterable
from statistics import median
from typing import Any, NamedTuple


class Figure(NamedTuple):
    """What was measured, once a round, and the goal; `said` is what it was made of."""

    name: str
    values: list[float]
    goal: float
    said: str
    at_most: bool = False

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.values)

    @property
    def is_met(self) -> bool:
        """Whether the median meets the goal."""
        return self.middle <= self.goal if self.at_most else self.middle >= self.goal

    @property
    def share(self) -> float:
        """How much of the goal is reached: 1 and more if it is met."""
        over, under = (self.goal, self.middle) if self.at_most else (self.middle, self.goal)
        return over / under if under else float("inf")

    def as_json(self) -> dict[str, Any]:
        """Return it as it is written into a file."""
        limits = {"min": min(self.values), "median": self.middle, "max": max(self.values)}
        measured = {name: round(value, 4) for name, value in limits.items()}
        goal = {"goal": self.goal, "is": "at most" if self.at_most else "at least"}
        return {"name": self.name, **goal, **measured, "met": self.is_met, "made_of": self.said}


def from_json(kept: dict[str, Any]) -> Figure:
    """Return a figure as it was written into a file, with three values in place of all."""
    values = [kept[name] for name in ("min", "median", "max")]
    return Figure(kept["name"], values, kept["goal"], kept["made_of"], kept["is"] == "at most")


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as a table in Markdown."""
    rows = [_row(one) for one in figures]
    return "\n".join(("| | goal | min · median · max | | made of |", "|---|---|---|---|---|", *rows))


def _row(one: Figure) -> str:
    said = " · ".join(_short(value) for value in (min(one.values), one.middle, max(one.values)))
    goal = f"{'≤' if one.at_most else '≥'} {_short(one.goal)}"
    return f"| {one.name} | {goal} | {said} | {'met' if one.is_met else '**not met**'} | {one.said} |"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
