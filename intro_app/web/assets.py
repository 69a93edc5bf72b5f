"""Static files under names that hold their content's hash; all style sheets in one file, one round trip.

There is no build step: when the site starts, the files of `static/` are copied under their hashed names,
with compressed copies, into a directory of this process, and WhiteNoise serves them for ever.
"""

import atexit
import gzip
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

from intro_app.config import asset_dir

_SQUEEZED = {".css", ".js", ".svg", ".txt", ".webmanifest"}
_REFERENCE = re.compile(r'url\("\.\./([^"]+)"\)')

# The order of the layers is the order of these files; what is not named comes between base and pages.
_FIRST, _LAST = ("css/tokens.css", "css/base.css"), ("css/pages.css", "css/print.css")


class _Forever(WhiteNoise):
    FOREVER = 31536000


def init_app(app: Flask) -> None:
    """Serve the static files in front of everything else, and let templates name them."""
    root, names = _published(asset_dir("static"))
    app.wsgi_app = _Forever(  # type: ignore[method-assign]  # Flask's way
        app.wsgi_app,
        root=str(root),
        prefix="static/",
        allow_all_origins=False,
        immutable_file_test=r"\.[0-9a-f]{12}\.",
        add_headers_function=_say_exactly,
    )

    def static_url(name: str) -> str:
        return f"/static/{names[name]}"

    def script_url(name: str) -> str:
        g.scripts = True  # only a page that loads a script may run one
        return static_url(name)

    app.jinja_env.globals.update(static_url=static_url, script_url=script_url)


def _say_exactly(headers: Headers, _path: str, _url: str) -> None:
    headers["Content-Type"] = (headers["Content-Type"] or "").replace('"', "")  # charset=utf-8, as elsewhere
    headers["Cache-Control"] = f"public, max-age={_Forever.FOREVER}, immutable"


@cache
def _published(source: Path) -> tuple[Path, dict[str, str]]:
    """A directory with every static file under its hashed name, and the names."""
    root = Path(tempfile.mkdtemp(prefix="static-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    names: dict[str, str] = {}
    for file in sorted(source.rglob("*")):
        if file.is_file() and file.suffix != ".css":
            name = file.relative_to(source).as_posix()
            names[name] = _publish(root, name, file.read_bytes())
    names["css/site.css"] = _publish(root, "css/site.css", _style_sheet(source, names).encode())
    return root, names


def _style_sheet(source: Path, names: dict[str, str]) -> str:
    """All style sheets as one, pointing to the hashed names of what they use."""
    sheets = {file.relative_to(source).as_posix(): file for file in sorted(source.rglob("*.css"))}
    order = [*_FIRST, *(name for name in sheets if name not in _FIRST + _LAST), *_LAST]
    text = "\n".join(sheets[name].read_text(encoding="utf-8") for name in order if name in sheets)
    return _REFERENCE.sub(lambda found: f'url("/static/{names[found[1]]}")', text)


def _publish(root: Path, name: str, content: bytes) -> str:
    plain = Path(name)
    hashed = plain.with_name(f"{plain.stem}.{sha256(content).hexdigest()[:12]}{plain.suffix}").as_posix()
    target = root / hashed
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    if plain.suffix in _SQUEEZED:
        target.with_name(target.name + ".br").write_bytes(brotli.compress(content, quality=9))
        target.with_name(target.name + ".gz").write_bytes(gzip.compress(content, mtime=0))
    return hashed
