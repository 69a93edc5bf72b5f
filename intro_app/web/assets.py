"""Serve static files under names that contain their hash, with all style sheets joined into one file.

There is no build step: when the site starts, the files of `static/` are written under their hashed names,
with compressed copies, into a folder of DATA_DIR that all processes share. WhiteNoise serves them with a
cache lifetime of a year.
"""

import atexit
import gzip
import os
import re
import shutil
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path
from wsgiref.headers import Headers

import brotli
from flask import Flask, g
from whitenoise import WhiteNoise

from intro_app.config import Settings, asset_dir

_SQUEEZED = {".css", ".js", ".svg", ".txt", ".webmanifest"}
_REFERENCE = re.compile(r'url\("\.\./([^"]+)"\)')

# The order of the CSS layers is the order of these files; files not named here come between base and pages.
_FIRST, _LAST = ("css/tokens.css", "css/base.css"), ("css/pages.css", "css/print.css")


class _Forever(WhiteNoise):
    FOREVER = 31536000


def init_app(app: Flask) -> None:
    """Serve the static files ahead of the app; add `static_url` and `script_url` to the templates."""
    settings: Settings = app.extensions["settings"]
    names, contents = _hashed(asset_dir("static"))
    app.wsgi_app = _Forever(  # type: ignore[method-assign]  # Flask's way
        app.wsgi_app,
        root=str(_published(contents, settings.data_dir)),
        prefix="static/",
        allow_all_origins=False,
        immutable_file_test=r"\.[0-9a-f]{12}\.",
        add_headers_function=_say_exactly,
    )

    def static_url(name: str) -> str:
        return f"/static/{names[name]}"

    def script_url(name: str, *, asks: bool = False) -> str:
        # The Content-Security-Policy allows scripts only on pages that load one, and requests by scripts
        # only where one of them `asks`.
        g.scripts = True
        g.scripts_ask = g.get("scripts_ask", False) or asks
        return static_url(name)

    app.jinja_env.globals.update(static_url=static_url, script_url=script_url)


def _say_exactly(headers: Headers, _path: str, _url: str) -> None:
    headers["Content-Type"] = (headers["Content-Type"] or "").replace('"', "")  # charset=utf-8, as elsewhere
    headers["Cache-Control"] = f"public, max-age={_Forever.FOREVER}, immutable"


@cache
def _hashed(source: Path) -> tuple[dict[str, str], dict[str, bytes]]:
    """Return the hashed name of every static file, and the content by hashed name, compressed copies too."""
    files = {
        file.relative_to(source).as_posix(): file for file in sorted(source.rglob("*")) if file.is_file()
    }
    plain = {name: file.read_bytes() for name, file in files.items() if file.suffix != ".css"}
    names = {name: _hashed_name(name, content) for name, content in plain.items()}
    plain["css/site.css"] = _style_sheet(source, names).encode()
    names["css/site.css"] = _hashed_name("css/site.css", plain["css/site.css"])
    contents = {names[name]: content for name, content in plain.items()}
    squeezed = {name: content for name, content in contents.items() if Path(name).suffix in _SQUEEZED}
    contents |= {f"{name}.br": brotli.compress(content, quality=9) for name, content in squeezed.items()}
    contents |= {f"{name}.gz": gzip.compress(content, mtime=0) for name, content in squeezed.items()}
    return names, contents


def _published(contents: dict[str, bytes], data_dir: Path) -> Path:
    """Write the files to a folder and return it; atomic, because several processes start at once."""
    home = _writable(data_dir.resolve() / "static")
    root = home / sha256("".join(sorted(contents)).encode()).hexdigest()[:16]
    if not root.exists():
        new = Path(tempfile.mkdtemp(dir=home))
        for name, content in contents.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_bytes(content)
        try:
            new.rename(root)
        except OSError:  # another process was faster
            shutil.rmtree(new)
    return root


def _writable(home: Path) -> Path:
    """Return the folder, or a temporary one that is removed at exit if the folder is not writable."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        if os.access(home, os.W_OK):
            return home
    except OSError:
        pass
    home = Path(tempfile.mkdtemp(prefix="static-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home


def _style_sheet(source: Path, names: dict[str, str]) -> str:
    """Return all style sheets joined, with references to the hashed names."""
    sheets = {file.relative_to(source).as_posix(): file for file in sorted(source.rglob("*.css"))}
    order = [*_FIRST, *(name for name in sheets if name not in _FIRST + _LAST), *_LAST]
    text = "\n".join(sheets[name].read_text(encoding="utf-8") for name in order if name in sheets)
    return _REFERENCE.sub(lambda found: f'url("/static/{names[found[1]]}")', text)


def _hashed_name(name: str, content: bytes) -> str:
    plain = Path(name)
    return plain.with_name(f"{plain.stem}.{sha256(content).hexdigest()[:12]}{plain.suffix}").as_posix()
