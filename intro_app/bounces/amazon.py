"""The one place that opens pages of Amazon SNS: certificates, and the address that confirms a subscription.

Only hosts of SNS itself are opened, by https and without following redirects. What opens them is given to the
application, so that tests open nothing.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from http.client import HTTPException, HTTPSConnection
from typing import cast
from urllib.parse import parse_qs, urlsplit

from flask import Flask, current_app

_HOST = r"sns\.[a-z]{2}(?:-[a-z]+)+-[0-9]{1,2}\.amazonaws\.com(?:\.cn)?"
AMAZON_CERTIFICATE = re.compile(rf"https://{_HOST}/SimpleNotificationService-[0-9a-f]{{32}}\.pem")
_CONFIRMATION = re.compile(rf"https://{_HOST}/\?[A-Za-z0-9%&=._:-]{{1,2000}}")
_PLACE = "bounces.amazon"
_LARGEST, _PATIENCE = 64 * 1024, 5.0


class AmazonAway(Exception):
    """A page of Amazon cannot be read now."""


def set_amazon(app: Flask, opener: Callable[[str], bytes]) -> None:
    """Give an application what it opens Amazon's pages with."""
    app.extensions[_PLACE] = opener


def read_at_amazon(url: str) -> bytes:
    """Return what stands there. Raises AmazonAway."""
    return cast("Callable[[str], bytes]", current_app.extensions[_PLACE])(url)


def is_confirmation(url: str, topic: str) -> bool:
    """Whether this address confirms the subscription of this topic, at a host of SNS."""
    if not _CONFIRMATION.fullmatch(url):
        return False
    asked = parse_qs(urlsplit(url).query)
    return asked.get("Action") == ["ConfirmSubscription"] and asked.get("TopicArn") == [topic]


@lru_cache(maxsize=8)
def open_certificate(url: str) -> bytes:
    """Return a certificate, which stays the same under its address. Raises AmazonAway."""
    return _open(url)


def open_page(url: str) -> bytes:
    """Open a page of SNS. Raises AmazonAway."""
    return open_certificate(url) if AMAZON_CERTIFICATE.fullmatch(url) else _open(url)


def _open(url: str) -> bytes:
    parts = urlsplit(url)
    connection = HTTPSConnection(parts.hostname or "", 443, timeout=_PATIENCE)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path)
        answer = connection.getresponse()
        content = answer.read(_LARGEST)
    except (OSError, HTTPException) as problem:
        raise AmazonAway from problem
    finally:
        connection.close()
    if answer.status != 200:
        raise AmazonAway
    return content
