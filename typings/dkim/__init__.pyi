"""The part of dkimpy that this site uses; the library ships no types."""

from collections.abc import Callable, Sequence

class DKIMException(Exception): ...

def sign(
    message: bytes,
    selector: bytes,
    domain: bytes,
    privkey: bytes,
    identity: bytes | None = None,
    canonicalize: tuple[bytes, bytes] = ...,
    signature_algorithm: bytes = ...,
    include_headers: Sequence[bytes] | None = None,
    length: bool = False,
) -> bytes: ...
def verify(
    message: bytes, logger: object = None, dnsfunc: Callable[..., bytes | str] = ..., minkey: int = 1024
) -> bool: ...
