class HTTPRequestParser:
    completed: bool
    error: object | None
    content_length: int
    chunked: bool
    expect_continue: bool
    def received(self, data: bytes) -> int: ...
