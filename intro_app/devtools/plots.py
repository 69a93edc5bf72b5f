"""Sample plots for the page of components: empty, one value, many values, long labels."""

from typing import Any

from intro_app import plots

_MANY = [35, 20, None, 5, 0, 10, 40, None, 25, 65, 70, 55]
_LONG = "A label that goes on for as long as labels in long languages do, and then a little further"


def columns() -> dict[str, dict[str, Any]]:
    """Return column plots of months."""
    return {
        "none": {"bars": []},
        "one": _columns([5], "Oct 2026", "Oct 2026"),
        "untold": _columns([None] * 12, "Nov 2025", "Oct 2026"),
        "many": _columns(_MANY, "Nov 2025", "Oct 2026"),
        "long": _columns(
            [12_000_000] * 3, "September 2026 in a very long calendar", "November 2026 in the same one"
        ),
    }


def _columns(numbers: list[int | None], begins: str, ends: str) -> dict[str, Any]:
    ticks = plots.ticks(max(number or 0 for number in numbers), finest=5)
    says = f"{begins} to {ends}; the figures stand in a table."
    return {
        "bars": plots.bars(numbers, ticks[-1]),
        "ticks": ticks[::-1],
        "says": says,
        "begins": begins,
        "ends": ends,
    }


def lines() -> dict[str, dict[str, Any] | None]:
    """Return line plots of a score over time."""
    levels = [(number, plots.level(number, 100)) for number in (100, 75, 50, 25, 0)]
    frame = {"levels": levels, "begins": "3 May 2026", "ends": "3 May 2027"}
    return {
        "none": None,
        "one": frame | {"points": plots.line([50, 50], 100)},
        "many": frame | {"points": plots.line([50, 58, 57, 66, 65, 71, 40, 43, 52, 60, 64, 67], 100)},
    }


def parts() -> dict[str, list[dict[str, Any]]]:
    """Return stacked bars of outcomes."""
    return {
        "none": [],
        "untold": [{"label": "Upheld", "words": "under five of each", "piece": None}],
        "one": _parts({"Upheld": 5}),
        "many": _parts({"Upheld": 20, "Not upheld": 45, "Unclear": 10, "Being read": 5}),
        "long": _parts({_LONG: 1000, f"{_LONG}.": 5}),
    }


def _parts(numbers: dict[str, int]) -> list[dict[str, Any]]:
    drawn = plots.pieces([*numbers.values()])
    return [
        {"label": label, "words": f"at least {number}", "piece": piece}
        for (label, number), piece in zip(numbers.items(), drawn, strict=True)
    ]


def rows() -> dict[str, list[dict[str, Any]]]:
    """Return bars of lengths in days."""
    return {
        "none": [],
        "untold": [{"label": "Half of decisions within", "words": "too few to say", "length": None}],
        "many": [
            {"label": label, "words": f"{days} days", "length": plots.length(days, 21)}
            for label, days in (("A quarter within", 3), ("Half within", 6), (_LONG, 21))
        ],
    }
