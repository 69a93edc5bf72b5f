"""The version of this code: of the wheel that is installed, or of the checkout."""

import tomllib
from functools import lru_cache
from importlib import metadata
from pathlib import Path

_PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"


@lru_cache(maxsize=1)
def version() -> str:
    """Return the version, such as "0.2.0"; a checkout, which may be ahead of it, says so."""
    if _PYPROJECT.exists():
        return f"{tomllib.loads(_PYPROJECT.read_text(encoding='utf-8'))['project']['version']} (a checkout)"
    return metadata.version("intro-app")
