"""Pages that show the e-mails in the outbox, and samples of every e-mail."""

import re
from email.message import EmailMessage
from typing import NamedTuple

from flask import Blueprint, Response, abort, render_template, request

from intro_app.clock import now
from intro_app.community.replying.policy import token_in
from intro_app.devtools import samples
from intro_app.devtools.frames import letter_page, page_with_frames
from intro_app.outbox import queries
from intro_app.web.access import public

bp = Blueprint("devtools", __name__)

_URL = re.compile(r"https?://[^\s<>\"']+")


class KeptEmail(NamedTuple):
    """A stored e-mail, parsed for display."""

    key: str
    subject: str
    headers: list[tuple[str, str]]
    text: str
    links: list[str]
    files: list[tuple[str, str]]
    takes_reply: bool


@bp.get("/dev/outbox")
@public
def outbox() -> str:
    """List the stored e-mails of everybody or of one reader, newest first; without a mail server all stay."""
    reader = request.args.get("to", "")
    return render_template("devtools/outbox.html", kept=queries.kept(reader), reader=reader)


@bp.get("/dev/outbox/<key>")
@public
def kept_message(key: str) -> Response:
    """Show an e-mail: headers, text, links, HTML and attachments."""
    return show_message(key, _kept(key))


def show_message(key: str, message: EmailMessage, said: str = "") -> Response:
    """Return the page of an e-mail; `said` is what became of a reply to it."""
    shown = _taken_apart(key, message)
    return page_with_frames(render_template("devtools/message.html", message=shown, said=said))


@bp.get("/dev/outbox/<key>/html")
@public
def kept_html(key: str) -> Response:
    """Show the HTML of a stored e-mail."""
    return letter_page(_part(_kept(key), "html"))


@bp.get("/dev/emails")
@public
def all_emails() -> Response:
    """Show samples of every e-mail in every circumstance; their links lead nowhere."""
    return page_with_frames(render_template("devtools/emails.html", letters=samples.letters(now())))


@bp.get("/dev/emails/<name>/html")
@public
def sample_html(name: str) -> Response:
    """Show the HTML of a sample."""
    found = next((shown for shown in samples.letters(now()) if shown.name == name), None)
    return letter_page(found.letter.html) if found else abort(404)


def _kept(key: str) -> EmailMessage:
    return queries.message(key) or abort(404)


def _taken_apart(key: str, message: EmailMessage) -> KeptEmail:
    text = _part(message, "plain")
    links = dict.fromkeys(url.rstrip(".,;:)") for url in _URL.findall(text))
    headers = [(name, str(value)) for name, value in message.items()]
    files = [(str(file.get_filename()), str(file.get_content())) for file in message.iter_attachments()]
    takes_reply = token_in([str(message["Reply-To"] or "")]) is not None
    return KeptEmail(key, str(message["Subject"]), headers, text, list(links), files, takes_reply)


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")
