"""Draw how much of each goal is reached: a bar for each figure, and a line where the goal is."""

from collections.abc import Sequence
from html import escape

from benchmarks.goals.results import Figure

_LEFT, _WIDE, _HIGH = 330, 420, 30
# Where the goal is, as a share of the width; bars that go further are cut.
_GOAL = 0.6


def drawn(figures: Sequence[Figure], title: str) -> str:
    """Return the plot as SVG."""
    height = _HIGH * (len(figures) + 2)
    goal = _LEFT + _WIDE * _GOAL
    bars = "\n".join(_bar(one, _HIGH * (place + 1)) for place, one in enumerate(figures))
    line = f'<line x1="{goal}" x2="{goal}" y1="{_HIGH}" y2="{height - _HIGH}" stroke="#222"/>'
    words = f'<text x="{goal}" y="{height - 10}" text-anchor="middle">goal</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _WIDE + 90} {height}" '
        f'font-family="sans-serif" font-size="13" role="img">\n<title>{escape(title)}</title>\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n<text x="10" y="20">{escape(title)}</text>\n'
        f"{bars}\n{line}\n{words}\n</svg>\n"
    )


def _bar(one: Figure, top: int) -> str:
    width = min(one.share * _GOAL, 1) * _WIDE
    colour = "#2a6f4e" if one.is_met else "#b3541e"
    said = f"{one.middle:.3g} ({'≤' if one.at_most else '≥'} {one.goal:g})"
    return (
        f'<text x="{_LEFT - 10}" y="{top + 19}" text-anchor="end">{escape(one.name)}</text>'
        f'<rect x="{_LEFT}" y="{top + 5}" width="{width:.0f}" height="{_HIGH - 10}" fill="{colour}"/>'
        f'<text x="{_LEFT + width + 6:.0f}" y="{top + 19}">{escape(said)}</text>'
    )
