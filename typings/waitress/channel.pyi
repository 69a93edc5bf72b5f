from typing import Any

class HTTPChannel:
    request: Any
    requests: list[Any]
    total_outbufs_len: int
    will_close: bool
    def received(self, data: bytes) -> bool: ...
    parser_class: type[Any]
    task_class: type[Any]
    def service(self) -> None: ...
    connected: bool
    def send(self, data: bytes, do_close: bool = True) -> int: ...
    def handle_close(self) -> None: ...
