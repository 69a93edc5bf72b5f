"""A small IMAP server on this machine: one mailbox, and what a reader of reports asks of it (RFC 3501).

It stands in for a real one: none can be installed from the project's own files.
"""

import re
import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

USER, PASSWORD = "reports", "a password, with a comma"


@dataclass
class StoredMail:
    """A message in the mailbox."""

    content: bytes
    flags: set[str] = field(default_factory=set)


class ImapServer(socketserver.ThreadingTCPServer):
    """Listens on a port of its own; with a certificate, by TLS from the first byte."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, certificate: Path | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.messages: dict[int, StoredMail] = {}
        self.logins = 0
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self.shutdown()
        self.server_close()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def receives(self, content: bytes) -> None:
        """A message arrives."""
        self.messages[max(self.messages, default=0) + 1] = StoredMail(content)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that hangs up."""


class _Conversation(socketserver.StreamRequestHandler):
    server: ImapServer

    def handle(self) -> None:
        self._say(b"* OK ready")
        while line := self.rfile.readline():
            tag, _, command = line.decode().strip().partition(" ")
            done = self._does(command)
            self._say(f"{tag} {done} done".encode())
            if command == "LOGOUT":
                return

    def _say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")

    def _does(self, command: str) -> str:
        word = command.removeprefix("UID ").partition(" ")[0].lower()
        answer = getattr(self, f"_{word}", None)
        return answer(command) if answer else "BAD what?"

    def _capability(self, _command: str) -> str:
        self._say(b"* CAPABILITY IMAP4rev1")
        return "OK"

    def _login(self, command: str) -> str:
        is_right = USER in command and PASSWORD in command
        self.server.logins += is_right
        return "OK" if is_right else "NO [AUTHENTICATIONFAILED] wrong: " + command

    def _select(self, command: str) -> str:
        self._say(f"* {len(self.server.messages)} EXISTS".encode())
        return "OK [READ-WRITE]" if "Reports" in command else "NO no such folder"

    def _search(self, _command: str) -> str:
        new = [str(uid) for uid, mail in self.server.messages.items() if "\\Seen" not in mail.flags]
        self._say(f"* SEARCH {' '.join(new)}".encode())
        return "OK"

    def _fetch(self, command: str) -> str:
        uid = int(command.split()[2])
        content = self.server.messages[uid].content
        if "SIZE" in command:
            self._say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(content)})".encode())
        else:
            self._say(f"* {uid} FETCH (UID {uid} BODY[] {{{len(content)}}}\r\n".encode() + content + b")")
        return "OK"

    def _store(self, command: str) -> str:
        uid = int(command.split()[2])
        self.server.messages[uid].flags |= set(re.findall(r"\\\w+", command))
        return "OK"

    def _expunge(self, _command: str) -> str:
        kept = {uid: mail for uid, mail in self.server.messages.items() if "\\Deleted" not in mail.flags}
        self.server.messages = kept
        return "OK"

    def _logout(self, _command: str) -> str:
        self._say(b"* BYE")
        return "OK"
