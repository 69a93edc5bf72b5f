"""A colour of the site's own can be read on every page, or the nearest shade of it can."""

import colorsys
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.colours import (
    COMFORTABLE,
    DARK,
    ENOUGH,
    LIGHT,
    Theme,
    contrast,
    is_readable,
    least_contrast,
    nearest,
    palette,
    palettes,
    read_colour,
)
from intro_app.config.looks import GREEN

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
HUES = [
    "#" + "".join(f"{round(255 * part):02x}" for part in colorsys.hsv_to_rgb(hue / 64, 1, 1))
    for hue in range(64)
]
INKS = {LIGHT: ("#1c2320", "#565c55"), DARK: ("#ece7da", "#b0af9f")}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("hue", HUES)
def test_every_hue_has_a_shade_that_can_be_read(hue: str, theme: Theme) -> None:
    shade = nearest(hue, theme)
    made = palette(shade, theme)
    assert is_readable(shade, theme)
    for ground in (theme.paper, theme.sheet, made.wash):
        assert contrast(made.accent, ground) >= ENOUGH
    for accent in (made.accent, made.accent_strong):
        assert contrast(made.on_accent, accent) >= ENOUGH
    for ink in INKS[theme]:
        assert contrast(ink, made.wash) >= ENOUGH


@given(COLOURS)
def test_a_colour_that_can_be_read_stays_as_it_is(colour: str) -> None:
    for theme in (LIGHT, DARK):
        assert (nearest(colour, theme) == colour) == is_readable(colour, theme)
        assert is_readable(nearest(colour, theme), theme)


@given(COLOURS)
def test_dark_pages_get_a_shade_of_the_light_one(colour: str) -> None:
    _light, dark = palettes(colour, "")
    assert least_contrast(dark.accent, DARK) >= COMFORTABLE
    assert palettes(colour, "#ffcc00")[1].accent == "#ffcc00"


def test_the_shade_keeps_its_hue() -> None:
    assert nearest("#ffcc00", LIGHT) == "#816603", "a dark yellow, not a grey"


@pytest.mark.parametrize(
    ("typed", "read"), [("#14543F", "#14543f"), (" 14543f ", "#14543f"), ("#abc", "#aabbcc")]
)
def test_colours_are_read_as_people_write_them(typed: str, read: str) -> None:
    assert read_colour(typed) == read


@pytest.mark.parametrize("typed", ["", "green", "#12345", "#12345g", "rgb(1,2,3)", "#14543f;}", "١٢٣٤٥٦"])
def test_what_is_no_colour_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="must be a colour such as"):
        read_colour(typed)


def test_the_grounds_are_those_of_the_style_sheet() -> None:
    sheet = Path("static/css/tokens.css").read_text(encoding="utf-8")
    halves = sheet.split("prefers-color-scheme: dark")
    for half, theme, green in zip(halves, (LIGHT, DARK), GREEN, strict=True):
        tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", half))
        assert (tokens["paper"], tokens["sheet"], tokens["accent"]) == (theme.paper, theme.sheet, green)
        assert (tokens["ink"], tokens["ink-soft"]) == INKS[theme]
