"""The webhooks of mail providers: each is closed until its setting is set, and checks who sends."""

import logging

from flask import Blueprint, Response, request

from intro_app.bounces.amazon import AmazonAway
from intro_app.bounces.provider_events import ForgedEvent
from intro_app.bounces.providers import SOURCES
from intro_app.bounces.service import take_in_events
from intro_app.clock import now
from intro_app.config import settings
from intro_app.config.mail_events import PROVIDER_SETTINGS
from intro_app.web.access import webhook
from intro_app.web.limits import hit, refuse
from intro_app.web.network import network

log = logging.getLogger(__name__)
bp = Blueprint("bounces", __name__)

# What is refused is counted; a provider's bursts are not.
_REFUSED_FROM_ONE_NETWORK = "30/minute;300/hour"


@bp.post("/mail-events/<provider>")
@webhook
def mail_event(provider: str) -> Response:
    """Answer 200 to a provider that proved itself, whatever it told; 403 to others; 503 to try again."""
    source, site, at = SOURCES.get(provider), settings(), now()
    if source is None or not getattr(site, PROVIDER_SETTINGS[provider]):
        return _answer("closed", 404)
    try:
        proven = source.proven(_body(source.largest), dict(request.headers), site, at)
        take_in_events(proven, lambda once: hit("mail_event", once, "1/day", at=at).allowed, at)
    except ForgedEvent:
        log.warning("a mail event that is not by %s was refused", provider)
        if not (limit := hit("refused_mail_event", network(), _REFUSED_FROM_ONE_NETWORK)).allowed:
            refuse(limit)
        return _answer("refused", 403)
    except AmazonAway:
        return _answer("later", 503)
    return _answer("taken")


def _body(largest: int) -> bytes:
    """Return the raw bytes, which a signature may cover. Raises ForgedEvent if they are incomplete."""
    request.max_content_length = largest
    try:
        return request.get_data(cache=False)
    except Exception as problem:  # servers raise errors of their own for a body that is broken off
        raise ForgedEvent from problem


def _answer(word: str, status: int = 200) -> Response:
    later = {"Retry-After": "60"} if status == 503 else {}
    return Response(f"{word}\n", status, later, mimetype="text/plain")
