"""The figures of docs/design.md are those of the colours that the site has."""

import re

import pytest

from tests.house.conftest import ROOT

_TOKENS = (ROOT / "static/css/tokens.css").read_text(encoding="utf-8").split("prefers-color-scheme: dark")
LIGHT, DARK = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", half)) for half in _TOKENS)
_DESIGN = (ROOT / "docs/design.md").read_text(encoding="utf-8")
ROWS = re.findall(
    r"^\| `([\w-]+)` on `([\w-]+)`[^|]*\| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", _DESIGN, re.MULTILINE
)


def contrast(one: str, other: str) -> float:
    """How far apart two colours are, as WCAG counts it: from 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("ink", "ground", "light", "dark", "wanted"), ROWS, ids=lambda value: value)
def test_contrast_is_as_written_and_enough(ink: str, ground: str, light: str, dark: str, wanted: str) -> None:
    for theme, written in ((LIGHT, light), (DARK, dark)):
        measured = contrast(theme[ink], theme[ground])
        assert f"{measured:.1f}" == written
        assert measured >= float(wanted)


def test_every_pair_is_measured() -> None:
    assert len(ROWS) == 11


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
