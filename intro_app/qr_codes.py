"""Draw an address as a QR code, so that a phone can open what stands on a screen or a sheet of paper."""

from typing import NamedTuple

import segno

# The standard asks for four light modules on each side; without them some cameras do not find the code.
_MARGIN = 4


class QRCode(NamedTuple):
    """A square drawing: its side in modules, and the path of the dark ones."""

    side: int
    path: str


def qr_code(address: str) -> QRCode:
    """Return the QR code of an address, with the margin that cameras need.

    It is readable with 15 % of it covered (level M), as on a poster that somebody touched.
    """
    drawn = segno.make(address, micro=False, error="m", boost_error=False)
    rows = list(drawn.matrix_iter(border=_MARGIN))
    dark = ((x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module)
    return QRCode(len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark))
