"""A QR code is drawn with the marks and the margin that a camera looks for."""

import re

import pytest

from intro_app.qr_codes import QRCode, qr_code

LINK = "https://meet.example.org/j/4GXM-9T2K"
# The mark that stands in three corners of each code, by the standard (ISO/IEC 18004).
FINDER = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")


def dark(code: QRCode) -> set[tuple[int, int]]:
    """The dark modules, as (column, row)."""
    return {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", code.path)}


def test_three_corners_have_the_mark_that_cameras_look_for() -> None:
    code = qr_code(LINK)
    modules = dark(code)
    far = code.side - 4 - 7
    for left, top in ((4, 4), (far, 4), (4, far)):
        rows = ["".join(str(int((left + x, top + y) in modules)) for x in range(7)) for y in range(7)]
        assert tuple(rows) == FINDER


def test_the_margin_is_light_on_every_side() -> None:
    code = qr_code(LINK)
    sides = [place for module in dark(code) for place in module]
    assert min(sides) == 4
    assert max(sides) == code.side - 5


@pytest.mark.parametrize("length", [10, 100, 300])
def test_a_longer_address_takes_a_larger_code(length: int) -> None:
    assert qr_code(LINK + "x" * length).side > qr_code(LINK).side


def test_another_link_is_another_code() -> None:
    assert qr_code(LINK).path != qr_code(LINK.replace("4GXM", "4GXN")).path
