"""The checks that every request passes: method, host, origin, rate limit, membership, size, form secret."""

from typing import cast
from urllib.parse import quote, urlsplit

from flask import Flask, abort, current_app, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.wrappers import Response

from intro_app.config import Settings
from intro_app.errors import TooLargeError
from intro_app.web.access import (
    PASSKEYS,
    SIGN_IN,
    SUSPENDED,
    AccessRule,
    hides_page,
    is_signed_in,
    is_suspended,
    lacks_only_passkey,
    requested_access,
)
from intro_app.web.form_recovery import (
    asks_to_see_again,
    only_keeps,
    recovery_page,
    rewrite_as_get,
    too_many_fields,
)
from intro_app.web.incoming import IncomingRequest
from intro_app.web.limits import slow_down_network
from intro_app.web.origin import is_surely_ours, refuse_other_sites
from intro_app.web.paths import redirect_to
from intro_app.web.sessions import check_form, take_as_ours
from intro_app.wording import N_

_METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
# Not [::1]: Werkzeug cuts host names at the first colon, so it could never match.
_LOOPBACK = ["localhost", "127.0.0.1"]
_KIB = 1024
# The web server puts this into the environment of a request whose body it did not read (cli/buffering.py).
NOT_READ = "intro_app.body_was_not_read"


def init_app(app: Flask) -> None:
    """Require sign-in except on marked pages, and refuse requests that are too big or name another host."""
    settings: Settings = app.extensions["settings"]
    app.config.update(
        TRUSTED_HOSTS=trusted_hosts(settings.base_url),
        MAX_CONTENT_LENGTH=64 * _KIB,
        MAX_FORM_MEMORY_SIZE=64 * _KIB,
        MAX_FORM_PARTS=50,
        PREFERRED_URL_SCHEME=urlsplit(settings.base_url).scheme,
    )
    app.before_request(_check_access)


def trusted_hosts(base_url: str) -> list[str]:
    """Return the host names that this site answers to; for a loopback BASE_URL, all names of the machine."""
    host = urlsplit(base_url).hostname or ""
    return _LOOPBACK if host in {*_LOOPBACK, "::1"} else [host]


def _check_access() -> Response | None:
    """Check method, role, origin, rate limit, membership and form secret; return None to let it through."""
    hidden = hides_page()
    if request.method not in _METHODS:
        refused = None if hidden else request.routing_exception
        raise refused if isinstance(refused, MethodNotAllowed) else MethodNotAllowed(sorted(_METHODS))
    if hidden or "\0" in request.path:  # PostgreSQL refuses NUL, and no address of the site has one
        return _hide()
    access = requested_access()
    if access is None:
        return None  # Flask answers these itself: 404, 405
    if request.method == "OPTIONS":  # here, because before_request functions of features expect a reader
        return current_app.make_default_options_response()
    if request.method == "POST":
        _expect_file(access)
        _ensure_it_was_read()
        _check_sender(access)
    if access.members and not is_signed_in():
        return _to_sign_in(access)
    return _check_posted(access)


def _check_posted(access: AccessRule) -> Response | None:
    """Check what only a POST has: that its sender may act, and the form's secret."""
    if request.method == "POST" and access.members and not access.while_suspended and is_suspended():
        return redirect_to(SUSPENDED)
    if request.method == "POST" and not access.cross_site:
        return _check_form(access)
    return None


def _hide() -> Response:
    """Answer that there is no such page; lead staff without a passkey to the page on how to get one."""
    if request.method != "GET" or not lacks_only_passkey():
        abort(404)
    return redirect_to(PASSKEYS)


def _expect_file(access: AccessRule) -> None:
    """Prepare to read a form with a file. Raises TooLargeError before any of a larger one is read."""
    if access.file is None or not (is_signed_in() or access.preserves_input):
        return
    incoming = cast("IncomingRequest", request)
    if is_signed_in():
        incoming.expect_file(access.file.field, access.file.largest)
    else:  # only what was typed comes back to its writer
        incoming.expect_file_in_vain(access.file.largest)
    if (request.content_length or 0) > access.file.largest:
        raise TooLargeError(access.file.refusal)


def _ensure_it_was_read() -> None:
    """Raise TooLargeError where the web server threw the form away because it was too long."""
    if NOT_READ in request.environ:
        raise TooLargeError(
            N_("You sent more than 3 MB, so we didn’t read it. Nothing has changed. Go back and send less.")
        )


def _check_sender(access: AccessRule) -> None:
    if access.cross_site:
        return
    refuse_other_sites(access)
    if not only_keeps(access):
        slow_down_network()


def _check_form(access: AccessRule) -> Response | None:
    """Check the form secret; on pages that preserve input, return the form or show it again instead."""
    if too_many_fields():
        abort(413)
    if asks_to_see_again(access):
        rewrite_as_get(access)
        return _check_access()
    if not access.csrf:
        return None  # the signed link in the form replaces the secret
    try:
        check_form()
    except CSRFError:
        if page := recovery_page(access):
            return page
        if access.members or not is_surely_ours():
            raise
        take_as_ours()  # a sign-in page that was left open for longer than the visitor cookie lives
    return None


def _to_sign_in(access: AccessRule) -> Response:
    if request.method == "POST":  # the form cannot follow a redirect: return it, or say that it is lost
        return recovery_page(access) or redirect_to(SIGN_IN, done="signed-out-meanwhile")
    path, query = quote(request.path), request.query_string.decode("latin-1")
    wanted = f"{path}?{query}" if query else path
    return redirect_to(SIGN_IN, next=wanted)
