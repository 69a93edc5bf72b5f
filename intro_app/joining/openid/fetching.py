"""The one place that asks providers something: so long at most, so much at most, and no redirects."""

import logging
import time
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from intro_app.config.names import is_of_this_machine

SECONDS = 5.0
LARGEST = 512 * 1024

logger = logging.getLogger(__name__)


class ProviderAway(Exception):
    """The provider does not answer, or not as it must; `why` is for the operator and names no person."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class FetchedAnswer(NamedTuple):
    """What a provider answered."""

    status: int
    body: bytes


class _NoRedirects(HTTPRedirectHandler):
    """A redirect could lead anywhere, so that it is an answer like any other."""

    def redirect_request(self, *_said: Any, **_more: Any) -> None:
        """Follow nothing."""


_OPENER = build_opener(_NoRedirects)


def fetch(url: str, *, data: bytes | None = None, headers: dict[str, str] | None = None) -> FetchedAnswer:
    """Return what this address answers, whatever its status. Raises ProviderAway."""
    if not is_safe(url):
        raise ProviderAway(f"an address of the provider is not https: {_place(url)}")
    request = Request(url, data=data, headers={"Accept": "application/json", **(headers or {})})  # noqa: S310 - as is_safe() says
    try:
        with _OPENER.open(request, timeout=SECONDS) as answer:
            return FetchedAnswer(answer.status, _read(answer, url))
    except HTTPError as problem:
        with problem:
            return FetchedAnswer(problem.code, _read(problem, url))
    except (OSError, HTTPException, ValueError) as problem:
        raise ProviderAway(f"{_place(url)} can't be reached: {_said(problem)}") from problem


def is_safe(url: str) -> bool:
    """Return whether this is https, or http to this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if not host or not url.isascii() or not url.isprintable() or " " in url:
        return False  # it stands in a header as well
    return parts.scheme == "https" or (parts.scheme == "http" and is_of_this_machine(host))


def _read(answer: Any, url: str) -> bytes:
    """Read all of an answer. Raises ProviderAway when it is larger or slower than any that is meant well."""
    until, body = time.monotonic() + SECONDS, b""
    try:
        while part := answer.read1(65536):
            body += part
            if len(body) > LARGEST:
                raise ProviderAway(f"{_place(url)} answers with more than {LARGEST // 1024} KiB")
            if time.monotonic() > until:
                raise ProviderAway(f"{_place(url)} answers too slowly")
    except (OSError, HTTPException) as problem:
        raise ProviderAway(f"{_place(url)} broke off: {_said(problem)}") from problem
    return body


def _place(url: str) -> str:
    """Return scheme, host and path: a query could hold a code."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def _said(problem: Exception) -> str:
    return str(getattr(problem, "reason", "") or problem) or type(problem).__name__
