"""The transactional outbox: e-mails are written in the caller's transaction and sent by a worker afterwards.

    email = compose(
        "ask_connector", "introductions", to=Addressee(…), dedupe="ask:17:1", about="introduction:9", …
    )
    post(email, at=at)

Since the row is written in the caller's transaction, an e-mail exists if and only if its change is
committed. A worker sends it later (`deliver_due`).
"""

from intro_app.outbox.delivery import deliver_due
from intro_app.outbox.email import Addressee, Attachment, Email, Letter, compose, in_language_of
from intro_app.outbox.mail_kinds import MailKind, MailStream
from intro_app.outbox.policy import SIGN_IN_BY_STRANGERS
from intro_app.outbox.reaching import ask_before_posting
from intro_app.outbox.service import cancel_queued, post
from intro_app.outbox.suppression import is_suppressed, lift, suppress

__all__ = [
    "SIGN_IN_BY_STRANGERS",
    "Addressee",
    "Attachment",
    "Email",
    "Letter",
    "MailKind",
    "MailStream",
    "ask_before_posting",
    "cancel_queued",
    "compose",
    "deliver_due",
    "in_language_of",
    "is_suppressed",
    "lift",
    "post",
    "suppress",
]
