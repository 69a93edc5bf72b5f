"""Pages that show e-mails: those kept in the outbox, and every one that there is."""

import re
from email.message import EmailMessage
from typing import NamedTuple

from flask import Blueprint, Response, abort, render_template

from intro_app.clock import now
from intro_app.devtools import samples
from intro_app.devtools.frames import letter_page, page_with_frames
from intro_app.outbox import queries
from intro_app.web.access import public

bp = Blueprint("devtools", __name__)

_URL = re.compile(r"https?://[^\s<>\"']+")


class KeptEmail(NamedTuple):
    """A kept e-mail, taken apart."""

    key: str
    subject: str
    headers: list[tuple[str, str]]
    text: str
    links: list[str]
    files: list[tuple[str, str]]


@bp.get("/dev/outbox")
@public
def outbox() -> str:
    """The latest e-mails, newest first; without a mail server they all stay here."""
    return render_template("devtools/outbox.html", kept=queries.kept())


@bp.get("/dev/outbox/<key>")
@public
def kept_message(key: str) -> Response:
    """One e-mail: its headers, its text with the links below, its HTML, its files."""
    message = _kept(key)
    return page_with_frames(render_template("devtools/message.html", message=_taken_apart(key, message)))


@bp.get("/dev/outbox/<key>/html")
@public
def kept_html(key: str) -> Response:
    """The HTML of one e-mail."""
    return letter_page(_part(_kept(key), "html"))


@bp.get("/dev/emails")
@public
def all_emails() -> Response:
    """Every e-mail of the site in every circumstance; none of the links in them lead anywhere."""
    return page_with_frames(render_template("devtools/emails.html", letters=samples.letters(now())))


@bp.get("/dev/emails/<name>/html")
@public
def sample_html(name: str) -> Response:
    """The HTML of one of these."""
    found = next((shown for shown in samples.letters(now()) if shown.name == name), None)
    return letter_page(found.letter.html) if found else abort(404)


def _kept(key: str) -> EmailMessage:
    return queries.message(key) or abort(404)


def _taken_apart(key: str, message: EmailMessage) -> KeptEmail:
    text = _part(message, "plain")
    links = dict.fromkeys(url.rstrip(".,;:)") for url in _URL.findall(text))
    headers = [(name, str(value)) for name, value in message.items()]
    files = [(str(file.get_filename()), str(file.get_content())) for file in message.iter_attachments()]
    return KeptEmail(key, str(message["Subject"]), headers, text, list(links), files)


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")
