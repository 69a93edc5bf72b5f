"""A provider of a test's own making, which says and signs whatever it is told to, true or not."""

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, JWKRegistry, KeySet, RSAKey

from intro_app.config.providers import OidcProvider

CLIENT = "mutual"


@cache
def _key(kid: str) -> RSAKey:
    return _new_key(kid)


def _new_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, parameters={"kid": kid, "use": "sig", "alg": "RS256"})


@dataclass
class MadeUpProvider:
    """Its answers: `says` is laid over its description, `answers` replaces whole answers, by path."""

    issuer: str
    at: datetime
    stop: threading.Event
    key: RSAKey = field(default_factory=lambda: _key("first"))
    says: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    hangs: float = 0
    id_token: str = ""
    userinfo: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    forms: list[dict[str, list[str]]] = field(default_factory=list)

    def as_configured(self, key: str = "alumni", **more: Any) -> OidcProvider:
        """The provider as the site's settings have it; it knows the site without a secret."""
        said = {"key": key, "name": f"{key.capitalize()} account", "issuer": self.issuer}
        return OidcProvider(**(said | {"client_id": CLIENT} | more))

    def claims(self, given_nonce: str, **other: Any) -> dict[str, Any]:
        """What a true token says, with `other` over it; None takes a claim away."""
        now = int(self.at.timestamp())
        true = {
            "iss": self.issuer,
            "sub": "ana",
            "aud": CLIENT,
            "nonce": given_nonce,
            "iat": now,
            "exp": now + 300,
        }
        true |= {"email": "ana@example.org", "email_verified": True, "name": "Ana Reis"}
        return {name: value for name, value in (true | other).items() if value is not None}

    def signs(self, claims: dict[str, Any], key: Any = None, **header: Any) -> str:
        """A token that the provider hands out from now on."""
        said = {"alg": "RS256", "kid": "first"} | header
        said = {name: value for name, value in said.items() if value is not None}
        bare = {
            name: value for name, value in (key or self.key).as_dict(private=True).items() if name != "alg"
        }
        self.id_token = jwt.encode(said, claims, JWKRegistry.import_key(bare), algorithms=[said["alg"]])
        return self.id_token

    def answer(self, path: str) -> tuple[int, bytes]:
        """What it answers to a path."""
        if path in self.answers:
            return self.answers[path]
        found: dict[str, Any] = {
            "/.well-known/openid-configuration": self._description() | self.says,
            "/jwks": KeySet([self.key]).as_dict(private=False),
            "/token": {"access_token": "letmein", "token_type": "Bearer", "id_token": self.id_token},
            "/me": self.userinfo,
        }
        return (200, json.dumps(found[path]).encode()) if path in found else (404, b"{}")

    def _description(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/me",
            "id_token_signing_alg_values_supported": ["RS256"],
        }


def another_key(kid: str = "first", kind: str = "RSA") -> Any:
    """A key that the provider does not show."""
    return ECKey.generate_key("P-256", parameters={"kid": kid}) if kind == "EC" else _new_key(kid)


def signed_by_public_key(claims: dict[str, Any], key: RSAKey) -> str:
    """A token with HS256 and the public key for a secret, as who hopes for a careless reader signs it."""
    said = f"{coded({'alg': 'HS256', 'kid': 'first'})}.{coded(claims)}"
    signature = hmac.digest(key.as_pem(private=False), said.encode(), "sha256")
    return f"{said}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def coded(part: dict[str, Any]) -> str:
    """A part of a token."""
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


class _ToldWhatToSay(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer a question."""
        self._answer({})

    def do_POST(self) -> None:
        """Answer a form."""
        length = int(self.headers.get("Content-Length") or 0)
        self._answer(parse_qs(self.rfile.read(length).decode()))

    server: ThreadingHTTPServer

    def _answer(self, form: dict[str, list[str]]) -> None:
        running, path = _RUNNING[self.server.server_port], urlsplit(self.path).path
        running.asked.append(path)
        running.forms.append(form)
        running.stop.wait(running.hangs)
        status, body = running.answer(path)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if status == 302:
            self.send_header("Location", body.decode())
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: Any) -> None:
        """Say nothing."""


# The running ones, by their ports.
_RUNNING: dict[Any, MadeUpProvider] = {}


@contextmanager
def made_up_provider(at: datetime) -> Iterator[MadeUpProvider]:
    """A running one."""
    server, stop = ThreadingHTTPServer(("127.0.0.1", 0), _ToldWhatToSay), threading.Event()
    server.daemon_threads = True
    running = MadeUpProvider(f"http://127.0.0.1:{server.server_port}", at, stop=stop)
    _RUNNING[server.server_port] = running
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield running
    finally:
        stop.set()
        server.shutdown()
        thread.join()
        server.server_close()
