"""Reads the mailbox in which reports arrive, by IMAP, in a thread beside the worker.

What is a report on an e-mail of ours, or a reply to one, is deleted there. Everything else is marked as
read and stays for a person. Two workers that read at once take each report once.
"""

import imaplib
import logging
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from intro_app import clock
from intro_app.bounces.letters import receive
from intro_app.bounces.parsing import LARGEST, addresses_in
from intro_app.bounces.policy import are_for_letters
from intro_app.bounces.service import take_in
from intro_app.config import Settings
from intro_app.config.names import ascii_host
from intro_app.errors import BusyError

log = logging.getLogger(__name__)

_PAUSE, _PATIENCE = 60.0, 30.0
_MOST_AT_ONCE = 100
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_AWAY = (OSError, imaplib.IMAP4.error)


class MailboxAway(Exception):
    """The mailbox cannot be read now; the text says why, without a password."""


@contextmanager
def reading_mailbox(app: Flask) -> Iterator[None]:
    """Read BOUNCE_MAILBOX once a minute meanwhile; nothing that goes wrong there holds up the worker."""
    stop = threading.Event()
    reader = threading.Thread(target=_read_until, args=(app, stop), daemon=True)
    reader.start()
    try:
        yield
    finally:
        stop.set()
        reader.join(_PATIENCE / 10)


def _read_until(app: Flask, stop: threading.Event) -> None:
    trouble = ""
    while not stop.is_set():
        before, trouble = trouble, ""
        try:
            read_once(app)
        except MailboxAway as problem:
            trouble = str(problem)
        except Exception as problem:  # noqa: BLE001 - whatever it is, the next round may go well
            trouble = type(problem).__name__
        if trouble and trouble != before:
            log.warning("cannot read BOUNCE_MAILBOX: %s", trouble)
        stop.wait(_PAUSE)


def read_once(app: Flask) -> int:
    """Take in what is new in the mailbox; return how many reports there were. Raises MailboxAway."""
    settings: Settings = app.extensions["settings"]

    def take(content: bytes) -> bool:
        with app.app_context():
            to, at = addresses_in(content), clock.now()
            if are_for_letters(to):
                return receive(to, content, None, at)
            return take_in(to, content, at) is not None

    with opened(settings.bounce_mailbox) as mailbox:
        return _take_each(mailbox, take)


@contextmanager
def opened(url: str) -> Iterator[imaplib.IMAP4]:
    """Yield the mailbox, signed in and with its folder chosen. Raises MailboxAway."""
    parts = urlsplit(url)
    try:
        mailbox = _connected(parts.scheme, ascii_host(parts.hostname or ""), parts.port)
    except _AWAY as problem:
        raise MailboxAway(_said(problem)) from problem
    try:
        mailbox.login(unquote(parts.username or ""), unquote(parts.password or ""))
        _ensure_ok(mailbox.select(_quoted(unquote(parts.path.strip("/")) or "INBOX")))
        yield mailbox
    except _AWAY as problem:
        raise MailboxAway(_said(problem)) from problem
    finally:
        with suppress(*_AWAY):
            mailbox.logout()


def _connected(kind: str, host: str, port: int | None) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if kind == "imaps":
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=context, timeout=_PATIENCE)
    mailbox = imaplib.IMAP4(host, port or 143, timeout=_PATIENCE)
    if kind == "imap+starttls":
        mailbox.starttls(context)
    return mailbox


def _take_each(mailbox: imaplib.IMAP4, take: Callable[[bytes], bool]) -> int:
    """Take in each new message, until the database is away; what was not taken in stays new."""
    taken = 0
    for uid in _ensure_ok(mailbox.uid("SEARCH", "UNSEEN"))[0].split()[:_MOST_AT_ONCE]:
        name = uid.decode("ascii", "replace")
        try:
            is_report = take(content) if (content := _content(mailbox, name)) else False
        except (SQLAlchemyError, BusyError):
            break
        flags = "(\\Seen \\Deleted)" if is_report else "(\\Seen)"
        _ensure_ok(mailbox.uid("STORE", name, "+FLAGS.SILENT", flags))
        taken += is_report
    if taken:
        _ensure_ok(mailbox.expunge())
    return taken


def _content(mailbox: imaplib.IMAP4, uid: str) -> bytes:
    """Return a message without marking it; nothing of one that is too large for a report."""
    size = _SIZE.search(_bytes_in(_ensure_ok(mailbox.uid("FETCH", uid, "(RFC822.SIZE)"))))
    if size is None or int(size[1]) > LARGEST:
        return b""
    found = _ensure_ok(mailbox.uid("FETCH", uid, "(BODY.PEEK[])"))
    return next((one[1] for one in found if isinstance(one, tuple)), b"")


def _bytes_in(found: list[Any]) -> bytes:
    return b" ".join(one[0] if isinstance(one, tuple) else one for one in found)


def _ensure_ok(answer: tuple[str, list[Any]]) -> list[Any]:
    """Return what a server answered: bytes, and pairs where a message follows. Raises IMAP4.error."""
    status, found = answer
    if status != "OK":
        raise imaplib.IMAP4.error(status)
    return [one for one in found if one is not None] or [b""]


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _said(problem: Exception) -> str:
    """Return the kind of trouble; a server's words could repeat what we sent."""
    return getattr(problem, "strerror", "") or type(problem).__name__
