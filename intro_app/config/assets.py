"""Where the files are that the code needs besides itself."""

from pathlib import Path


def asset_dir(name: str) -> Path:
    """Return the folder of `templates`, `static` or `migrations`: inside the package, or beside it."""
    package = Path(__file__).parent.parent
    return package / name if (package / name).is_dir() else package.parent / name
