"""The proxies of docs/deploy, real ones, in front of a port of this machine."""

import shutil
import socket
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from ssl import (
    CERT_NONE,
    PROTOCOL_TLS_CLIENT,
    SSLContext,
    SSLError,
    TLSVersion,
    create_default_context,
)

from tests.support.patience import PATIENCE
from tests.support.ports import free_port
from tests.support.tls_server import write_certificate

HOST = "meet.example.org"
DEPLOY = Path(__file__).parent.parent.parent / "docs" / "deploy"


class NoProxyError(Exception):
    """The proxy is not installed."""


@dataclass(frozen=True)
class Proxy:
    """A running proxy; whatever it writes goes into its folder."""

    port: int
    plain_port: int
    folder: Path

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and text of a page, asked for under the site's name."""
        with closing(self._connection()) as connection:
            connection.request("GET", path, headers={"Host": HOST} | headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def get_plainly(self, path: str, method: str = "GET") -> tuple[int, str]:
        """Status and new address of a page that was asked for without encryption."""
        with closing(HTTPConnection("127.0.0.1", self.plain_port, timeout=20)) as connection:
            connection.request(method, path, headers={"Host": HOST})
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location", "")

    def speaks(self, version: TLSVersion, ciphers: str = "ALL:@SECLEVEL=0") -> bool:
        """Whether a connection by this version of TLS alone, with one of these ciphers, comes about."""
        anyone = SSLContext(PROTOCOL_TLS_CLIENT)
        anyone.check_hostname, anyone.verify_mode = False, CERT_NONE
        anyone.set_ciphers(ciphers)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # that it is deprecated is the point
            anyone.minimum_version = anyone.maximum_version = version
        try:
            with (
                socket.create_connection(("127.0.0.1", self.port), timeout=20) as line,
                anyone.wrap_socket(line, server_hostname=HOST),
            ):
                return True
        except (SSLError, ConnectionError):
            return False

    def written(self) -> str:
        """All that it has written anywhere, logs and what it prints."""
        files = [file for file in self.folder.rglob("*") if file.is_file() and file.suffix != ".pem"]
        return "\n".join(file.read_text(errors="replace") for file in files)

    def _connection(self) -> HTTPConnection:
        anyone = create_default_context()
        anyone.check_hostname, anyone.verify_mode = False, CERT_NONE
        return HTTPSConnection("127.0.0.1", self.port, timeout=20, context=anyone)


@contextmanager
def nginx(folder: Path, upstream: int) -> Iterator[Proxy]:
    """The documented nginx, with a certificate of its own, before this port."""
    port, plain = free_port(), free_port()
    write_certificate(folder, HOST)
    (folder / "logs").mkdir()
    servers = (DEPLOY / "proxy" / "nginx.conf").read_text()
    for documented, here in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("listen 80", f"listen 127.0.0.1:{plain}"),
        ("127.0.0.1:8000", f"127.0.0.1:{upstream}"),
        ("/etc/ssl/meet.example.org", str(folder)),
        ("/var/log/nginx", str(folder / "logs")),
    ):
        assert documented in servers, f"nginx.conf no longer has {documented!r}"
        servers = servers.replace(documented, here)
    places = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = folder / "nginx.conf.txt"
    config.write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/logs/main.log;"
        f"events {{}} http {{ access_log off; {places} {servers} }}"
    )
    command = ["nginx", "-c", str(config), "-p", str(folder)]
    with _started(command, Proxy(port, plain, folder), {}) as proxy:
        yield proxy


@contextmanager
def caddy(folder: Path, upstream: int) -> Iterator[Proxy]:
    """The documented Caddy, with a certificate of its own, before this port."""
    port, plain = free_port(), free_port()
    write_certificate(folder, HOST)
    environment = {
        "SITE_UPSTREAM": f"127.0.0.1:{upstream}",
        "CADDY_ADMIN": f"127.0.0.1:{free_port()}",
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
    }
    config = folder / "Caddyfile"
    config.write_text(_placed((DEPLOY / "proxy" / "Caddyfile").read_text(), folder, port, plain))
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(config)]
    with _started(command, Proxy(port, plain, folder), environment) as proxy:
        yield proxy


def _placed(documented: str, folder: Path, port: int, plain: int) -> str:
    """The documented configuration on other ports, with a certificate that nobody has to be asked for."""
    places = f"{{\n\thttp_port {plain}\n\thttps_port {port}\n\tdefault_bind 127.0.0.1\n\tdefault_sni {HOST}\n"
    certificate = f"\ttls {folder}/fullchain.pem {folder}/privkey.pem\n"
    upstream = "\treverse_proxy {$SITE_UPSTREAM"
    assert "\n{\n" in documented
    assert upstream in documented
    return documented.replace("\n{\n", f"\n{places}", 1).replace(upstream, certificate + upstream)


@contextmanager
def _started(command: list[str], proxy: Proxy, environment: dict[str, str]) -> Iterator[Proxy]:
    program = shutil.which(command[0]) or shutil.which(command[0], path="/usr/sbin")
    if program is None:
        raise NoProxyError(f"{command[0]} is not installed")
    with (proxy.folder / "printed").open("wb") as printed:
        running = subprocess.Popen(
            [program, *command[1:]], env=environment, stdout=printed, stderr=printed, cwd=proxy.folder
        )
    try:
        _await(proxy, running)
        yield proxy
    finally:
        running.terminate()
        running.wait(timeout=30)


def _await(proxy: Proxy, running: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while running.poll() is None and time.monotonic() < until:
        with suppress(OSError, HTTPException):
            proxy.get("/")
            return
        time.sleep(0.05)
    raise AssertionError(f"the proxy did not come up:\n{proxy.written()}")
