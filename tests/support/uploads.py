"""Pictures as people upload them, good and bad, made of bytes."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from tests.support.identity_pages import form_secret

LOGO = "/staff/logo"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PLACE = b"taken at 52.5200 N 13.4050 E"


def picture(kind: str = "PNG", size: tuple[int, int] = (640, 320), **more: object) -> bytes:
    """A picture of one colour."""
    file = BytesIO()
    Image.new("RGB", size, "#1d4ed8").save(file, kind, **more)
    return file.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    """A part of a PNG file."""
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def header_of(width: int, height: int) -> bytes:
    """The beginning of a PNG file of this size."""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


def bomb(side: int = 50_000) -> bytes:
    """A few kilobytes that would be a picture of 2.5 billion pixels."""
    rows = zlib.compress(bytes(3 * side + 1) * 400, 9)
    return header_of(side, side) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def bomb_of_words() -> bytes:
    """A small picture with a text that unpacks to a hundred megabytes."""
    packed = zlib.compress(bytes(100_000_000), 9)
    whole = picture()
    return whole[:33] + chunk(b"zTXt", b"Comment\0\0" + packed) + whole[33:]


def moving(kind: str) -> bytes:
    """A picture of three frames."""
    file = BytesIO()
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "white", "blue")]
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=100)
    return file.getvalue()


def with_a_place(kind: str) -> bytes:
    """A photo that tells where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    exif[0x0112] = 6  # on its side
    return picture(kind, exif=exif.tobytes())


def two_things_at_once() -> bytes:
    """A picture, and behind it a page with a script."""
    return picture() + b"<script>alert(1)</script>PK\x03\x04"


def parts_of(png: bytes) -> list[bytes]:
    """The kinds of the chunks of a PNG file, up to its last byte."""
    place, found = 8, []
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        found.append(png[place + 4 : place + 8])
        place += 12 + length
    assert place == len(png), "nothing follows the picture"
    return found


def form_with_file(secret: str, content: bytes, name: str = "logo.png") -> dict[str, Any]:
    """What a browser posts from the form of the logo; a large file stays in memory here."""
    head = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{secret}\r\n'
    head += f'--x\r\nContent-Disposition: form-data; name="picture"; filename="{name}"\r\n'
    body = head.encode() + b"Content-Type: image/png\r\n\r\n" + content + b"\r\n--x--\r\n"
    return {"data": body, "content_type": "multipart/form-data; boundary=x"}


def uploads(browser: FlaskClient, content: bytes, name: str = "logo.png") -> TestResponse:
    """Choose a file on the page of the logo and send it."""
    return browser.post(LOGO, **form_with_file(form_secret(browser.get(LOGO)), content, name))


# Files that no form takes as a picture, and a part of the sentence that says why.
NO_PICTURES = [
    pytest.param(bomb(), "too many pixels", id="bomb"),
    pytest.param(SVG, "We can’t read this file", id="svg"),
    pytest.param(moving("PNG"), "animated", id="animated"),
    pytest.param(picture()[:200], "damaged", id="truncated"),
    pytest.param(picture() + bytes(10_000_000), "5 MB at most", id="too large"),
    pytest.param(b"", "We can’t read this file", id="empty"),
]
