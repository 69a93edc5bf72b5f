from waitress.adjustments import Adjustments

class HTTPRequestParser:
    adj: Adjustments
    command: str
    path: str
    completed: bool
    error: object | None
    content_length: int
    chunked: bool
    expect_continue: bool
    def parse_header(self, header_plus: bytes) -> None: ...
    def received(self, data: bytes) -> int: ...
