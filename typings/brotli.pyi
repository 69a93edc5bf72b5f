"""The part of brotli that this site uses; the library ships no types."""

MODE_GENERIC: int
MODE_TEXT: int

def compress(string: bytes, mode: int = ..., quality: int = ..., lgwin: int = ..., lgblock: int = ...) -> bytes: ...
def decompress(string: bytes) -> bytes: ...
