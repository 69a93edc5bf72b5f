"""What the tests use of vobject."""

from typing import Any

def readOne(stream: str) -> Any: ...
