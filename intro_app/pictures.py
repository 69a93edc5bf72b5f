"""Reads a picture that somebody uploads and draws it anew: the only place that knows Pillow.

The size is read from the header before anything is decoded, so that no small file becomes a huge picture.
What comes out holds pixels alone: no metadata, no colour profile, and nothing that followed the picture.
"""

import struct
import zlib
from hashlib import sha256
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from intro_app.colours import LIGHT
from intro_app.errors import DomainError
from intro_app.wording import N_

LARGEST = 1_000_000
LONGEST_SIDE = 4_000
SHORTEST_SIDE = 32
FORMATS = ("PNG", "JPEG", "WEBP")
# Twice what the top of a page shows, for screens with two pixels in place of one.
HEADER_SIZE = (480, 96)
ICON_SIZE = (192, 192)
_ICON_ROOM = 168
_HEAVY = 30_000

# Pillow refuses by itself what is twice as large; what is between is refused below.
Image.MAX_IMAGE_PIXELS = LONGEST_SIDE * LONGEST_SIDE
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, OverflowError, LookupError, struct.error, zlib.error)


class PictureRefused(DomainError):
    """The file is no picture that we take; the sentence says why."""


class DrawnLogo(NamedTuple):
    """A logo as the site shows it: its name, which tells its content and its size, and two PNG files."""

    name: str
    header: bytes
    icon: bytes


def draw_logo(content: bytes) -> DrawnLogo:
    """Return the logo in the sizes of the site. Raises PictureRefused."""
    picture = _pixels_of(content)
    header = picture.copy()
    header.thumbnail(HEADER_SIZE, Image.Resampling.LANCZOS)
    drawn, icon = _png(header), _png(_on_a_square(picture))
    name = f"{sha256(drawn + icon).hexdigest()[:16]}-{header.width}x{header.height}"
    return DrawnLogo(name, drawn, icon)


def _pixels_of(content: bytes) -> Image.Image:
    """Return the pixels of a picture and nothing else of it. Raises PictureRefused."""
    if len(content) > LARGEST:
        raise PictureRefused(N_("This file is too large. A logo can have 1 MB at most."))
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            _ensure_fits(opened)
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except _BOMB as bomb:
        raise _too_many_pixels() from bomb
    except UnidentifiedImageError as unknown:
        raise PictureRefused(
            N_("We can’t read this file. Choose a picture as PNG, JPEG or WebP.")
        ) from unknown
    except _BROKEN as broken:
        raise PictureRefused(
            N_("This picture is damaged or incomplete. Save it again and try once more.")
        ) from broken
    clean = Image.new("RGBA", upright.size)
    clean.paste(upright)
    return clean


def _ensure_fits(picture: Image.Image) -> None:
    """Look at the header alone. Raises PictureRefused."""
    if max(picture.size) > LONGEST_SIDE:
        raise _too_many_pixels()
    if min(picture.size) < SHORTEST_SIDE:
        raise PictureRefused(N_("This picture is too small. Each side needs 32 pixels at least."))
    if getattr(picture, "n_frames", 1) > 1:
        raise PictureRefused(N_("This picture is animated. Choose one that isn’t."))


def _too_many_pixels() -> PictureRefused:
    return PictureRefused(N_("This picture has too many pixels. Make it 4,000 by 4,000 at most."))


def _on_a_square(picture: Image.Image) -> Image.Image:
    """Return the picture in the middle of a square of paper, as home screens and tabs show it."""
    small = picture.copy()
    small.thumbnail((_ICON_ROOM, _ICON_ROOM), Image.Resampling.LANCZOS)
    square = Image.new("RGBA", ICON_SIZE, LIGHT.sheet)
    place = ((ICON_SIZE[0] - small.width) // 2, (ICON_SIZE[1] - small.height) // 2)
    square.alpha_composite(small, place)
    return square


def _png(picture: Image.Image) -> bytes:
    """Return a PNG file; with 256 colours where all of them would weigh too much for the top of a page."""
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    if file.tell() > _HEAVY:
        file = BytesIO()
        picture.quantize(256, method=Image.Quantize.FASTOCTREE).save(file, "PNG", optimize=True)
    return file.getvalue()
