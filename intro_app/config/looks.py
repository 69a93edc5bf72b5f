"""Readers of the settings that say how the site looks: its colours, and the people of its sample letter."""

import re
from typing import TYPE_CHECKING

from intro_app.colours import DARK, ENOUGH, LIGHT, Palette, Theme, is_readable, nearest, palettes, read_colour
from intro_app.config.readers import mail_footer
from intro_app.text import names

if TYPE_CHECKING:
    from intro_app.config import Settings

# --accent of tokens.css, in both themes.
GREEN = ("#14543f", "#9bd4b5")
SAMPLE_PEOPLE = ("Alice", "Bob", "Carol")
LONGEST_SAMPLE_NAME = 30


def accent_on_light(value: str) -> str:
    """Read the accent colour of light pages."""
    return _accent(value, LIGHT)


def accent_on_dark(value: str) -> str:
    """Read the accent colour of dark pages."""
    return _accent(value, DARK)


def logo_name(value: str) -> str:
    """Read the name of a logo that was uploaded: a hash of its content, and its size."""
    if not re.fullmatch(r"[0-9a-f]{16}-[1-9]\d{0,3}x[1-9]\d{0,3}", value.strip()):
        raise ValueError("must be the name of a logo that was uploaded at /staff/logo")
    return value.strip()


def sample_people(value: str) -> tuple[str, ...]:
    """Read three different names: who asks, who connects, who is asked."""
    found = tuple(mail_footer(name) for name in value.split(","))
    if len(found) != 3 or len(set(found)) != 3 or not all(map(_is_sample_name, found)):
        raise ValueError("must be three different names with commas between: Alice, Bob, Carol")
    return found


def palettes_now(site: "Settings") -> tuple[Palette, Palette]:
    """Return the tokens of light and of dark pages that follow from the settings, or those of the green."""
    light = site.accent_colour or GREEN[0]
    dark = site.accent_colour_dark or ("" if site.accent_colour else GREEN[1])
    return palettes(light, dark)


def _is_sample_name(name: str) -> bool:
    return 0 < len(name) <= LONGEST_SAMPLE_NAME and names.fault(name) is None


def _accent(value: str, theme: Theme) -> str:
    colour = read_colour(value)
    if not is_readable(colour, theme):
        raise ValueError(
            f"must have a contrast of {ENOUGH} to the site's paper; the nearest is {nearest(colour, theme)}"
        )
    return colour
