"""A logo is read without being trusted, and what is stored is drawn anew."""

import resource
import struct
import sys
from io import BytesIO
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from intro_app.pictures import LARGEST, DrawnLogo, PictureRefused, draw_logo
from tests.support.uploads import (
    PLACE,
    bomb,
    bomb_of_words,
    chunk,
    header_of,
    moving,
    parts_of,
    picture,
    two_things_at_once,
    with_a_place,
)

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><script>alert(1)</script></svg>'
PIXELS = chunk(b"IDAT", b"x") + chunk(b"IEND", b"")
NOTHING_BUT_PIXELS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_two_small_ones(kind: str) -> None:
    drawn = draw_logo(picture(kind))
    with Image.open(BytesIO(drawn.header)) as header, Image.open(BytesIO(drawn.icon)) as icon:
        assert (header.format, header.size) == ("PNG", (192, 96))
        assert (icon.format, icon.size) == ("PNG", (192, 192))
    assert drawn.name.endswith("-192x96")
    assert draw_logo(picture(kind)) == drawn, "the same picture has the same name"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(bomb(), "too many pixels", id="a bomb"),
        pytest.param(bomb(5_000), "too many pixels", id="a smaller bomb"),
        pytest.param(header_of(4_001, 10) + PIXELS, "too many pixels", id="a long line"),
        pytest.param(header_of(2**31 - 1, 2**31 - 1) + PIXELS, "too many pixels", id="the largest header"),
        pytest.param(bomb_of_words(), "damaged", id="words that unpack"),
        pytest.param(picture()[:-40], "damaged", id="truncated"),
        pytest.param(picture("JPEG")[:300], "damaged", id="truncated photo"),
        pytest.param(header_of(64, 64), "can’t read", id="only a header"),
        pytest.param(SVG, "can’t read", id="svg"),
        pytest.param(b"", "can’t read", id="empty"),
        pytest.param(b"GIF89a" + bytes(100), "can’t read", id="gif"),
        pytest.param(moving("GIF"), "can’t read", id="moving gif"),
        pytest.param(moving("PNG"), "animated", id="moving png"),
        pytest.param(moving("WEBP"), "animated", id="moving webp"),
        pytest.param(picture(size=(31, 200)), "too small", id="tiny"),
        pytest.param(picture() + bytes(LARGEST), "too large", id="over a megabyte"),
    ],
)
def test_what_is_no_logo_is_refused_in_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(PictureRefused, match=sentence):
        draw_logo(content)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    assert len(bomb()) < 100_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(PictureRefused):
        draw_logo(bomb())
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown * (1 if sys.platform == "darwin" else 1024) < 50_000_000


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_nothing_stays_of_where_and_when(kind: str) -> None:
    photo = with_a_place(kind)
    assert PLACE in photo
    drawn = draw_logo(photo)
    for png in (drawn.header, drawn.icon):
        assert set(parts_of(png)) <= NOTHING_BUT_PIXELS
        assert PLACE not in png
    assert drawn.name.endswith("-48x96"), "it stands upright"


def test_nothing_stays_of_what_followed_the_picture() -> None:
    drawn = draw_logo(two_things_at_once())
    assert b"script" not in drawn.header + drawn.icon
    assert b"PK" not in drawn.header[-40:]
    assert drawn.header == draw_logo(picture()).header


def test_a_detailed_picture_is_light_enough_for_the_top_of_a_page() -> None:
    noise = Image.effect_noise((960, 192), 90).convert("RGB")
    file = BytesIO()
    noise.save(file, "PNG")
    assert len(draw_logo(file.getvalue()).header) < 50_000


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_does_more_than_be_refused(data: st.DataObject) -> None:
    whole = bytearray(picture(data.draw(st.sampled_from(["PNG", "JPEG", "WEBP"])), (64, 40)))
    for place, value in islice(
        data.draw(st.dictionaries(st.integers(0, len(whole) - 1), st.integers(0, 255))).items(), 9
    ):
        whole[place] = value
    try:
        drawn = draw_logo(bytes(whole))
    except PictureRefused:
        return
    assert isinstance(drawn, DrawnLogo)
    assert struct.unpack(">II", drawn.icon[16:24]) == (192, 192)
