"""Lets a visitor of the demo reply to an e-mail in the outbox, as a mail program would; on a local site."""

from email.message import EmailMessage
from email.utils import make_msgid

from flask import Response, abort, request

from intro_app.clock import now
from intro_app.community.replying.policy import Taken
from intro_app.community.replying.receiving import taken
from intro_app.config import settings
from intro_app.config.local import is_only_here
from intro_app.devtools.views import bp, show_message
from intro_app.outbox import queries
from intro_app.web.access import public

_SAYS = {
    Taken.POSTED: "Your reply stands in the thread.",
    Taken.REFUSED: "Your reply was not posted. A new e-mail in the outbox says why.",
    Taken.DROPPED: "Nobody reads this: it looks like something that a program sent.",
    Taken.UNKNOWN: "This e-mail takes no replies.",
}


@bp.post("/dev/outbox/<key>/reply")
@public
def reply_to_kept(key: str) -> Response:
    """Send a reply from the reader of this e-mail, and show what became of it."""
    if not is_only_here(settings()):
        abort(404)
    answered = queries.message(key) or abort(404)
    letter = _reply(answered, request.form.get("words", ""))
    became = taken([str(letter["To"])], letter.as_bytes(), str(letter["From"]), now())
    return show_message(key, answered, said=_SAYS[became])


def _reply(answered: EmailMessage, words: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"] = str(answered["To"]), str(answered["Reply-To"] or "nobody@example.org")
    letter["Subject"], letter["Message-ID"] = f"Re: {answered['Subject']}", make_msgid(domain="example.org")
    body = answered.get_body(("plain",))
    quoted = str(body.get_content()) if body else ""
    above = f"{words}\n\nOn Monday, {answered['From']} wrote:\n"
    letter.set_content(above + "".join(f"> {line}\n" for line in quoted.splitlines()))
    return letter
