"""A mail server on this machine that takes everything at once and keeps nothing; it prints its port."""

import socketserver
import sys

_FEATURES = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"


class _Conversation(socketserver.StreamRequestHandler):
    """One connection."""

    disable_nagle_algorithm = True

    def handle(self) -> None:
        """Answer each command until QUIT."""
        self.wfile.write(b"220 sink\r\n")
        while (line := self.rfile.readline()) and (verb := line[:4].upper()) != b"QUIT":
            if verb == b"DATA":
                self._take()
            else:
                self.wfile.write(_FEATURES if verb == b"EHLO" else b"250 ok\r\n")
        self.wfile.write(b"221 bye\r\n")

    def _take(self) -> None:
        self.wfile.write(b"354 go on\r\n")
        while (line := self.rfile.readline()) and line != b".\r\n":
            pass
        self.wfile.write(b"250 taken\r\n")


def main() -> None:
    """Serve until it is ended."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation) as server:
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main()
