"""Templates as Python, compiled once for all sites that the processes of a test run make."""

import atexit
import os
import shutil
import tempfile
from types import CodeType
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from jinja2.bccache import Bucket

# Names the folder that all processes of a run share: the first one makes it, and removes it at its end.
FOLDER = "TEMPLATES_COMPILED_IN"


class Compiled(BytecodeCache):
    """Keeps code by the template's name and its text: in this process, and in the folder for the others."""

    def __init__(self, folder: str) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}
        self._shared = FileSystemBytecodeCache(folder)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is kept of a template, if its text is still the same."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))
        if bucket.code is None:
            self._shared.load_bytecode(bucket)
            self._keep(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._keep(bucket)
        self._shared.dump_bytecode(bucket)

    def _keep(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code


def compile_templates_once(kept: BytecodeCache) -> None:
    """From now on, for each site of this process: whatever a site has compiled is kept there for the next."""

    class Compiling(Environment):
        def __init__(self, app: Flask, **options: Any) -> None:
            super().__init__(app, **{"bytecode_cache": kept} | options)

    Flask.jinja_environment = Compiling  # type: ignore[assignment]  # a subclass of it all the same


def shared_folder() -> str:
    """Return the folder, for this process and all that inherit its environment."""
    if FOLDER not in os.environ:
        os.environ[FOLDER] = made = tempfile.mkdtemp(prefix="mutual-templates-")
        atexit.register(_remove, made, os.getpid())
    return os.environ[FOLDER]


def _remove(folder: str, maker: int) -> None:
    """Remove the folder when its maker ends; a fork ends earlier, and leaves it to the others."""
    if os.getpid() == maker:
        shutil.rmtree(folder, ignore_errors=True)
