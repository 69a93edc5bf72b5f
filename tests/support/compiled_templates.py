"""Templates as Python, compiled once for all sites that the tests of a process make."""

from types import CodeType
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """Keeps code by the template's name and its text."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is kept of a template, if its text is still the same."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key, bucket.checksum] = bucket.code


def compile_templates_once(kept: BytecodeCache) -> None:
    """From now on, for each site of this process: whatever a site has compiled is kept there for the next."""

    class Compiling(Environment):
        def __init__(self, app: Flask, **options: Any) -> None:
            super().__init__(app, **{"bytecode_cache": kept} | options)

    Flask.jinja_environment = Compiling  # type: ignore[assignment]  # a subclass of it all the same


COMPILED = Compiled()
