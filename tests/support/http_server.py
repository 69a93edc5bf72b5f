"""A site of this process over HTTP, for a browser: it stands on the test's clock and the test's database."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class _Quiet(WSGIRequestHandler):
    def log(self, *_said: object) -> None:
        """Say nothing: what matters is seen in the browser."""


@contextmanager
def served(site: "WSGIApplication", port: int = 0) -> Iterator[str]:
    """The address under which it is reached for as long as the block runs."""
    server = make_server("127.0.0.1", port, site, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
