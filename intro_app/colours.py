"""Pure: how far apart two colours are, and the nearest shade of one that can be read on the pages.

Contrast is counted as WCAG 2 has it. Shades of a colour differ in lightness alone, as OKLCH counts it: there,
equal steps look equal and the hue stays.
"""

import math
import re
from functools import lru_cache
from typing import NamedTuple

# What text needs against its ground.
ENOUGH = 4.5
# What a shade that we choose reaches, so that it is easy to read and not just readable.
COMFORTABLE = 7.0


class Theme(NamedTuple):
    """The grounds of one theme, as tokens.css has them, and how light and colourful its wash is.

    `stronger` is the way from an accent to its stronger shade, `farthest` a lightness that is readable.
    """

    paper: str
    sheet: str
    on_accent: str
    wash_lightness: float
    wash_chroma: float
    stronger: float
    farthest: float


LIGHT = Theme("#f6f2e8", "#fffdf8", "#fffdf8", 0.935, 0.02, -0.08, 0.0)
DARK = Theme("#161815", "#20231f", "#161815", 0.305, 0.03, 0.06, 1.0)


class Palette(NamedTuple):
    """The tokens of one theme that follow from an accent colour."""

    accent: str
    accent_strong: str
    on_accent: str
    wash: str


def read_colour(text: str) -> str:
    """Return a colour as `#14543f`; reads `14543F` and `#abc`, too. Raises ValueError for anything else."""
    digits = text.strip().removeprefix("#").lower()
    if re.fullmatch(r"[0-9a-f]{3}", digits):
        digits = "".join(2 * digit for digit in digits)
    if not re.fullmatch(r"[0-9a-f]{6}", digits):
        raise ValueError("must be a colour such as #14543f")
    return f"#{digits}"


def contrast(one: str, other: str) -> float:
    """Return how far apart two colours are: from 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def least_contrast(accent: str, theme: Theme) -> float:
    """Return the contrast of an accent against the ground of the theme that it is least far from."""
    return min(contrast(accent, ground) for ground in (theme.paper, theme.sheet, palette(accent, theme).wash))


def is_readable(accent: str, theme: Theme) -> bool:
    """Whether text in this colour can be read on every ground of the theme."""
    return least_contrast(accent, theme) >= ENOUGH


def nearest(accent: str, theme: Theme, wanted: float = ENOUGH) -> str:
    """Return the shade of this colour nearest to it that reaches the contrast; itself, if it does."""
    if least_contrast(accent, theme) >= wanted:
        return accent
    too_near, enough = _oklch(accent)[0], theme.farthest
    for _halving in range(12):
        middle = (too_near + enough) / 2
        if least_contrast(_shade(accent, middle), theme) >= wanted:
            enough = middle
        else:
            too_near = middle
    return _shade(accent, enough)


def palette(accent: str, theme: Theme) -> Palette:
    """Return what follows from an accent: a stronger shade, what stands on it, and a wash of its hue."""
    lightness, chroma, _hue = _oklch(accent)
    return Palette(
        accent,
        _shade(accent, min(1.0, max(0.0, lightness + theme.stronger))),
        theme.on_accent,
        _shade(accent, theme.wash_lightness, min(chroma, theme.wash_chroma)),
    )


@lru_cache(maxsize=64)  # every letter asks for those of the site
def palettes(light: str, dark: str) -> tuple[Palette, Palette]:
    """Return the tokens of both themes; a dark one that is empty is a shade of the light one."""
    return palette(light, LIGHT), palette(dark or nearest(light, DARK, COMFORTABLE), DARK)


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str) -> tuple[float, float, float]:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def _oklch(colour: str) -> tuple[float, float, float]:
    """Return lightness, chroma and hue (Björn Ottosson's OKLab, in polar form)."""
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _shade(colour: str, lightness: float, chroma: float | None = None) -> str:
    """Return a colour of the same hue; as colourful as a screen can show at that lightness."""
    _lightness, own_chroma, hue = _oklch(colour)
    chroma = own_chroma if chroma is None else chroma
    tried = (_screen_colour(lightness, chroma * part / 20, hue) for part in range(20, 0, -1))
    shown = next((one for one in tried if _is_shown(one)), _screen_colour(lightness, 0, hue))
    return "#" + "".join(f"{_byte(part):02x}" for part in shown)


def _is_shown(parts: tuple[float, float, float]) -> bool:
    return all(-0.0005 <= part <= 1.0005 for part in parts)


def _screen_colour(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Return red, green and blue in linear light; outside of 0 to 1 where no screen can show the colour."""
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _byte(part: float) -> int:
    part = min(1.0, max(0.0, part))
    encoded = 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
    return round(255 * encoded)
