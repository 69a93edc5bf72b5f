"""A real OpenID provider on this machine, in a process of its own: `oidc-provider`, which `npm ci` brings."""

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from intro_app.config.providers import OidcProvider

FOLDER = Path(__file__).parent.parent / "openid"
CLIENT, SECRET = "mutual", "a secret with + / % : and spaces"
BACK = "https://meet.example.org/sign-in/with/alumni/back"
AS_REGISTERED = {"client_id": CLIENT, "client_secret": SECRET, "redirect_uris": [BACK]}
_STARTS_WITHIN = 30

# What an operator calls it.
PROVIDER_NAME = "Alumni account"
# A claim that a page names, as an operator calls it.
CLAIM = "memberOf"


class NoProviderError(Exception):
    """This machine has no node, or `npm ci` was not run."""


class _StaysPut(HTTPRedirectHandler):
    def redirect_request(self, *_said: Any, **_more: Any) -> None:
        """Follow nothing: the last one leads to the site."""


@dataclass
class RunningProvider:
    """The provider, as an operator and the people at it meet it."""

    issuer: str

    def knows(self, **accounts: dict[str, Any]) -> None:
        """Its people, by their subject, with what it says of them."""
        self.control(accounts=accounts)

    def control(self, **changes: Any) -> None:
        """Change how it behaves."""
        body = json.dumps(changes).encode()
        with build_opener().open(Request(f"{self.issuer}/control", data=body), timeout=20) as answer:
            answer.read()

    def as_configured(self, **more: Any) -> OidcProvider:
        """The provider as the site's settings have it."""
        said = {"key": "alumni", "name": PROVIDER_NAME, "issuer": self.issuer}
        return OidcProvider(**(said | {"client_id": CLIENT, "client_secret": SECRET} | more))


@dataclass
class AtProvider:
    """Somebody's browser at the provider, which it knows again by cookies."""

    issuer: str
    jar: CookieJar = field(
        default_factory=lambda: CookieJar(DefaultCookiePolicy(allowed_domains=["127.0.0.1"]))
    )

    def signs_in(self, address: str, account: str, *, act: str = "enter") -> str:
        """Follow an address to the provider, say who one is where it asks, and return where it leads then."""
        typed = urlencode({"account": account, "act": act}).encode()
        asked = False
        for _step in range(10):
            if not address.startswith(self.issuer):
                return address
            on_form = "/interaction/" in address
            address = urljoin(address, self._open(address, typed if on_form and asked else None))
            asked = on_form
        raise AssertionError(f"the provider goes on and on: {address}")

    def ends_session(self, address: str) -> None:
        """Say at the provider that one means to sign out."""
        opener = build_opener(HTTPCookieProcessor(self.jar))
        with opener.open(address, timeout=20) as asked:
            page = asked.read().decode()
        action, secret = (re.search(rf'{name}="([^"]+)"', page) for name in ("action", 'name="xsrf" value'))
        assert action, page
        assert secret, page
        body = urlencode({"xsrf": secret[1], "logout": "yes"}).encode()
        with opener.open(Request(unescape(action[1]), data=body), timeout=20) as done:
            assert done.status == 200

    def _open(self, address: str, body: bytes | None) -> str:
        opener = build_opener(_StaysPut, HTTPCookieProcessor(self.jar))
        try:
            answer = opener.open(Request(address, data=body), timeout=20)
        except HTTPError as redirect:
            answer = redirect
        with answer:
            page = answer.read().decode()
            assert answer.status != 200 or "<form" in page, page
            return str(answer.headers.get("Location") or address)


def way_on(page: str) -> str:
    """The address at the provider to which a page of the site leads on."""
    found = re.search(r'href="(http://127\.0\.0\.1[^"]+)"', page)
    assert found, page
    return unescape(found[1])


@contextmanager
def openid_provider() -> Iterator[RunningProvider]:
    """A running provider. Raises NoProviderError."""
    node = shutil.which("node")
    if node is None or not (FOLDER / "node_modules").is_dir():
        raise NoProviderError("no OpenID provider: it needs node, and npm ci in tests/openid")
    command = [node, "provider.mjs", json.dumps({"clients": [AS_REGISTERED]})]
    with subprocess.Popen(
        command, cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield RunningProvider(_issuer_of(process))
        finally:
            process.kill()


def _issuer_of(process: "subprocess.Popen[str]") -> str:
    """What it prints once it listens."""
    assert process.stdout is not None
    stop = threading.Timer(_STARTS_WITHIN, process.kill)
    stop.start()
    try:
        for line in process.stdout:
            if line.startswith("issuer "):
                return line.split()[1]
    finally:
        stop.cancel()
    raise NoProviderError("the OpenID provider did not start")
