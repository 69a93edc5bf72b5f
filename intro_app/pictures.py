"""Reads a picture that somebody uploads and draws it anew: the only place that knows Pillow.

The size is read from the header before anything is decoded, so that no small file becomes a huge picture.
What comes out holds pixels alone: no metadata, no colour profile, and nothing that followed the picture.
"""

import struct
import threading
import zlib
from hashlib import sha256
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.ImageFile import ImageFile

from intro_app.colours import LIGHT
from intro_app.errors import DomainError
from intro_app.wording import N_

LARGEST = 1_000_000
LARGEST_PHOTO = 5 * 1024 * 1024
SHORTEST_SIDE = 32
FORMATS = ("PNG", "JPEG", "WEBP")
# Sides of a photo as a page shows it.
PHOTO_SIDE = 1_600
_WIDEST = 672
# Twice what the top of a page shows, for screens with two pixels in place of one.
HEADER_SIZE = (480, 96)
ICON_SIZE = (192, 192)
_ICON_ROOM = 168
_ORIENTATION = 0x0112
_HEAVY = 30_000

_QUALITY, _EFFORT = 80, 2


class _Bounds(NamedTuple):
    """What a file may be, and the sentences that refuse a larger one."""

    bytes: int
    side: int
    pixels: int
    too_large: str
    too_many: str


_LOGO = _Bounds(
    LARGEST,
    4_000,
    16_000_000,
    N_("This file is too large. A logo can have 1 MB at most."),
    N_("This picture has too many pixels. Make it 4,000 by 4,000 at most."),
)
PHOTO_TOO_LARGE = N_("This file is too large. A picture can have 5 MB at most.")
_PHOTO = _Bounds(
    LARGEST_PHOTO,
    10_000,
    25_000_000,
    PHOTO_TOO_LARGE,
    N_("This picture has too many pixels. Make it 5,000 by 5,000 at most."),
)
# Pillow refuses by itself what is twice as large; what is between is refused below.
Image.MAX_IMAGE_PIXELS = _PHOTO.pixels
# A large photo takes a hundred megabytes while it is drawn, so a process draws one after another.
_ONE_AT_A_TIME = threading.Lock()
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, OverflowError, LookupError, struct.error, zlib.error)


class PictureRefused(DomainError):
    """The file is no picture that we take; the sentence says why."""


class DrawnLogo(NamedTuple):
    """A logo as the site shows it: its name, which tells its content and its size, and two PNG files."""

    name: str
    header: bytes
    icon: bytes


class DrawnPhoto(NamedTuple):
    """A picture as pages show it: a WebP file, and its sides in pixels."""

    content: bytes
    width: int
    height: int


def draw_logo(content: bytes) -> DrawnLogo:
    """Return the logo in the sizes of the site. Raises PictureRefused."""
    picture = _pixels_of(content, _LOGO)
    header = picture.copy()
    header.thumbnail(HEADER_SIZE, Image.Resampling.LANCZOS)
    drawn, icon = _png(header), _png(_on_a_square(picture))
    name = f"{sha256(drawn + icon).hexdigest()[:16]}-{header.width}x{header.height}"
    return DrawnLogo(name, drawn, icon)


def draw_photo(content: bytes) -> DrawnPhoto:
    """Return a picture with sides of PHOTO_SIDE at most. Raises PictureRefused."""
    with _ONE_AT_A_TIME:
        picture = _pixels_of(content, _PHOTO, fit=PHOTO_SIDE)
        if picture.getchannel("A").getextrema()[0] == 255:
            picture = picture.convert("RGB")
        file = BytesIO()
        picture.save(file, "WEBP", quality=_QUALITY, method=_EFFORT)
    return DrawnPhoto(file.getvalue(), *picture.size)


def on_page(width: int, height: int, tallest: int = 512) -> tuple[int, int]:
    """Return the sides with which a page shows a picture, which it needs to know before the picture comes."""
    share = min(1.0, _WIDEST / width, tallest / height)
    return max(1, round(width * share)), max(1, round(height * share))


def _pixels_of(content: bytes, bounds: _Bounds, *, fit: int = 0) -> Image.Image:
    """Return the pixels of a picture, smaller where it is to `fit`, and nothing else of it.

    Raises PictureRefused.
    """
    if len(content) > bounds.bytes:
        raise PictureRefused(bounds.too_large)
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            _ensure_fits(opened, bounds)
            upright = _upright(opened, fit)
    except _BOMB as bomb:
        raise PictureRefused(bounds.too_many) from bomb
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


def _upright(opened: ImageFile, fit: int) -> Image.Image:
    """Decode a picture and turn it as its camera says. A photo is decoded at about the size it has to fit."""
    if not fit:
        return ImageOps.exif_transpose(opened).convert("RGBA")
    share = min(1.0, fit / max(opened.size))
    opened.draft(None, (round(opened.width * share), round(opened.height * share)))
    exif = opened.getexif()
    small = opened.convert("RGBA")
    small.thumbnail((fit, fit), Image.Resampling.LANCZOS)
    small.getexif().update({_ORIENTATION: exif.get(_ORIENTATION, 1)})
    return ImageOps.exif_transpose(small)


def _ensure_fits(picture: Image.Image, bounds: _Bounds) -> None:
    """Look at the header alone. Raises PictureRefused."""
    if max(picture.size) > bounds.side or picture.width * picture.height > bounds.pixels:
        raise PictureRefused(bounds.too_many)
    if min(picture.size) < SHORTEST_SIDE:
        raise PictureRefused(N_("This picture is too small. Each side needs 32 pixels at least."))
    # Phones put further pictures behind a photo, such as one of how bright it is; the first is the photo.
    if getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO":
        raise PictureRefused(N_("This picture is animated. Choose one that isn’t."))


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
