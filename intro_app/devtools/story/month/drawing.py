"""Draws the pictures of the month: no photograph is needed, and none is stored with the code."""

import random
from collections.abc import Callable, Mapping
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter

_SIZE = (960, 720)
_Colour = tuple[int, int, int]
_Box = tuple[int, int, int, int]


def picture(name: str) -> bytes:
    """Return this picture as a PNG file."""
    file = BytesIO()
    _DRAWN[name]().save(file, "PNG", compress_level=1)
    return file.getvalue()


def _hinge() -> Image.Image:
    """Draw a hinge of dark leather between two planks."""
    drawn = _planks([(0, 0, 960, 330), (0, 390, 960, 720)], (141, 104, 66))
    _leather(drawn, (180, 210, 780, 520), (74, 46, 30))
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((180, 352, 780, 370), fill=(38, 24, 18))
    for x in range(212, 770, 55):
        for y in (245, 300, 430, 485):
            pen.ellipse((x - 7, y - 7, x + 7, y + 7), fill=(176, 160, 128), outline=(60, 48, 30))
    return _in_light(drawn)


def _three_leathers() -> Image.Image:
    """Draw three pieces of leather beside each other on a table."""
    drawn = _planks([(0, 0, 960, 235), (0, 240, 960, 475), (0, 480, 960, 720)], (168, 140, 104))
    _leather(drawn, (70, 130, 320, 590), (214, 196, 160))
    _leather(drawn, (360, 130, 610, 590), (238, 226, 202))
    _leather(drawn, (650, 160, 890, 560), (98, 68, 46))
    return _in_light(drawn)


def _bellows() -> Image.Image:
    """Draw the folds of a bellows in the light of a window."""
    drawn = _planks([(0, 0, 960, 110), (0, 610, 960, 720)], (120, 88, 56))
    pen = ImageDraw.Draw(drawn)
    for number in range(5):
        top = 110 + number * 100
        edge = [(120, top + 50), (840, top + 50)]
        pen.polygon([(60, top), (900, top), *reversed(edge)], fill=(226, 208, 172))
        pen.polygon([*edge, (900, top + 100), (60, top + 100)], fill=(170, 140, 100))
        pen.line(edge, fill=(92, 66, 44), width=5)
    return _in_light(drawn)


def _planks(boxes: list[_Box], colour: _Colour) -> Image.Image:
    """Return boards with their grain on a dark ground."""
    drawn, chance = Image.new("RGB", _SIZE, (30, 22, 16)), random.Random(1740)  # noqa: S311  # the grain of a drawing
    pen = ImageDraw.Draw(drawn)
    for left, top, right, bottom in boxes:
        pen.rectangle((left, top, right, bottom), fill=colour)
        for y in range(top + 6, bottom - 4, 9):
            shade = chance.randint(-22, 12)
            line = [(x, y + chance.randint(-2, 2)) for x in range(left, right + 1, 80)]
            pen.line(line, fill=tuple(one + shade for one in colour), width=chance.randint(1, 3))
    return drawn.filter(ImageFilter.GaussianBlur(1))


def _leather(on: Image.Image, box: _Box, colour: _Colour) -> None:
    """Lay a piece of leather with a soft edge and its pores onto a picture."""
    size = box[2] - box[0], box[3] - box[1]
    pores = Image.effect_noise(size, 34).filter(ImageFilter.GaussianBlur(1.2)).convert("RGB")
    piece = ImageChops.overlay(Image.new("RGB", size, colour), pores)
    edge = Image.new("L", size, 0)
    ImageDraw.Draw(edge).rounded_rectangle((8, 8, size[0] - 8, size[1] - 8), 26, fill=255)
    shadow = edge.filter(ImageFilter.GaussianBlur(9))
    on.paste(Image.new("RGB", size, (20, 14, 10)), (box[0] + 10, box[1] + 12), shadow)
    on.paste(piece, box[:2], edge.filter(ImageFilter.GaussianBlur(2)))


def _in_light(drawn: Image.Image) -> Image.Image:
    """Return a picture with more light from the upper left."""
    light = Image.linear_gradient("L").rotate(35).crop((60, 77, 196, 179)).resize(_SIZE)
    return ImageChops.soft_light(drawn, Image.merge("RGB", [ImageChops.invert(light)] * 3))


_DRAWN: Mapping[str, Callable[[], Image.Image]] = {
    "hinge": _hinge,
    "leather": _three_leathers,
    "bellows": _bellows,
}
