import socket
from typing import Any
from wsgiref.types import WSGIApplication

from waitress.channel import HTTPChannel
from waitress.task import ThreadedTaskDispatcher

class TcpWSGIServer:
    accepting: bool
    socket: socket.socket
    channel_class: type[HTTPChannel]
    active_channels: dict[int, Any]
    task_dispatcher: ThreadedTaskDispatcher
    def del_channel(self) -> None: ...

def create_server(application: WSGIApplication, map: dict[int, Any] | None = ..., **kw: Any) -> TcpWSGIServer: ...
