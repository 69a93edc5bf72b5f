"""How the site looks beside its style sheet: its own colours and its logo."""

import re
from typing import NamedTuple

from flask import Response, abort
from sqlalchemy import select

from intro_app.colours import DARK, LIGHT, Palette, is_readable, palette
from intro_app.config import settings
from intro_app.config.looks import palettes_now
from intro_app.db import db
from intro_app.site_settings import SiteLogo
from intro_app.web.addresses import plain_path

FOR_EVER = "public, max-age=31536000, immutable"
# A picture is nothing but a picture, even to a browser that opens it alone.
ONLY_A_PICTURE = "default-src 'none'; sandbox"


class LogoOnPage(NamedTuple):
    """Where the logo of the site is, and its size on a page."""

    path: str
    icon_path: str
    width: int
    height: int


def look_path() -> str:
    """Return the path of the style sheet with the site's own colours; empty while it has the green."""
    if not (settings().accent_colour or settings().accent_colour_dark):
        return ""
    light, dark = palettes_now(settings())
    return plain_path("web.look", colours=f"{light.accent[1:]}-{dark.accent[1:]}")


def style_sheet(colours: str) -> Response:
    """Return the tokens of two accents, of light and of dark pages; 404 if they cannot be read there."""
    found = re.fullmatch(r"([0-9a-f]{6})-([0-9a-f]{6})", colours)
    light, dark = (f"#{found[1]}", f"#{found[2]}") if found else ("", "")
    if not found or not (is_readable(light, LIGHT) and is_readable(dark, DARK)):
        abort(404)
    on_light, on_dark = _tokens(palette(light, LIGHT)), _tokens(palette(dark, DARK))
    sheet = f"@layer tokens{{:root{{{on_light}}}@media(prefers-color-scheme:dark){{:root{{{on_dark}}}}}}}\n"
    return Response(sheet, mimetype="text/css", headers={"Cache-Control": FOR_EVER})


def logo_on_page() -> LogoOnPage | None:
    """Return the logo as pages show it, at half its pixels; None while the site has none."""
    name = settings().logo
    if not name:
        return None
    width, height = map(int, name.partition("-")[2].split("x"))
    path, icon_path = (plain_path(f"web.{endpoint}", name=name) for endpoint in ("logo", "logo_icon"))
    return LogoOnPage(path, icon_path, max(1, width // 2), max(1, height // 2))


def picture(name: str, *, icon: bool = False) -> Response:
    """Return a logo, or its icon, as a file for ever; 404 if there never was one of this name."""
    wanted = select(SiteLogo.icon if icon else SiteLogo.header).where(SiteLogo.name == name)
    content = db.session.scalar(wanted)
    if content is None:
        abort(404)
    headers = {"Cache-Control": FOR_EVER, "Content-Security-Policy": ONLY_A_PICTURE}
    return Response(content, mimetype="image/png", headers=headers)


def _tokens(tokens: Palette) -> str:
    names = (name.replace("_", "-") for name in tokens._fields)
    return "".join(f"--{name}:{value};" for name, value in zip(names, tokens, strict=True))
