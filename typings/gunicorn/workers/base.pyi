from typing import Any
from wsgiref.types import WSGIApplication

class Worker:
    alive: bool
    ppid: int
    sockets: list[Any]
    cfg: Any
    wsgi: WSGIApplication
    def notify(self) -> None: ...
