from collections.abc import Callable
from typing import Self

# A sentence translated when it is read. It stands wherever a str may, so for mypy it is one.
class LazyString(str):
    def __new__(cls, func: Callable[..., str], /, *args: object, **kwargs: object) -> Self: ...
