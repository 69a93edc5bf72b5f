"""A web server of somebody else on this machine, by TLS, with a page that a test writes."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import update

from intro_app.db import atomic, db
from intro_app.identity.models import Member
from intro_app.profile_links.fetching import PublicPages
from intro_app.profile_links.models import ProfileLink
from intro_app.profile_links.queries import verified_now
from tests.support.people import MemberHandle

HOST = "alice.example.net"


@dataclass
class OthersPage:
    """What the server answers, and which requests it got."""

    port: int = 0
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    body: str = "<p>Nothing yet</p>"
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    drips: bool = False
    asked: list[str] = field(default_factory=list)

    def fetcher(self, at_most: float = 10.0) -> PublicPages:
        """What opens pages there, and nowhere but on this machine."""
        return PublicPages(
            resolve=lambda _host: ["127.0.0.1"],
            may_reach=lambda one: ip_address(one).is_loopback,
            context=self.context,
            port=self.port,
            at_most=at_most,
        )


@contextmanager
def others_page(folder: Path) -> Iterator[OthersPage]:
    """The server, while the block runs."""
    page, certificate = OthersPage(), _certificate(folder)
    page.context = ssl.create_default_context(cafile=str(certificate))
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _answers(page))
    server.daemon_threads = True
    server.socket = served.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    page.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield page
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answers(page: OthersPage) -> type[BaseHTTPRequestHandler]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer as the test says."""
            page.asked.append(f"{self.headers['Host']} {self.path}")
            self.send_response(page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for _turn in range(100 if page.drips else 0):
                    self.wfile.write(b" ")
                    time.sleep(0.05)
                self.wfile.write(page.body.encode())
            except OSError:
                pass  # the reader has had enough

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    return Answers


def _certificate(folder: Path) -> Path:
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=3650))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "alice.pem"
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


def shows_page(member: MemberHandle, url: str, at: datetime) -> None:
    """A page of somebody's that was verified at this moment, so that others see it."""
    with member.app.app_context(), atomic():
        db.session.add(ProfileLink(member_id=member.id, url=url, added_at=at, verified_at=at))
        db.session.flush()
        shown = update(Member).where(Member.id == member.id)
        db.session.execute(shown.values(shown_links=verified_now(member.id)))
