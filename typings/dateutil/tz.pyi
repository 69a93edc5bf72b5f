"""Time zones out of calendar files."""

from datetime import tzinfo
from typing import IO

class tzical:
    def __init__(self, fileobj: IO[str]) -> None: ...
    def get(self, tzid: str | None = None) -> tzinfo: ...
