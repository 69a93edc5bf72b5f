"""The table of guests: people without an account who are asked in one introduction and erased after it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from hmac import compare_digest

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.sealing import SealedText
from intro_app.identity.codes import code_hash, new_digits
from intro_app.identity.models import ContactField
from intro_app.introductions.states import State
from intro_app.outbox import Addressee

# A mailed code has six digits, is valid for ten minutes, and allows five tries.
CODE_LIVES = timedelta(minutes=10)
CODE_TRIES = 5
# Pressing twice within this time mails one code, because a second would invalidate the first before it
# arrives.
CODE_NOT_ANEW_FOR = timedelta(minutes=1)

# How long a guest's name and address are kept after a closing.
KEPT_AFTER_CLOSING = timedelta(days=10)


class Carrier(StrEnum):
    """Who brings the question to a guest."""

    CONNECTOR = "connector"
    SITE = "site"


class Guest(Model, kw_only=True, repr=False):
    """A guest and what the site stores about them, until `erase_at` at the latest.

    `label` is the connector's own note of who this is ("J. from the choir"). `email` is empty until the
    connector gives it for one mail, or the guest types the one to share. `proposed_email` belongs to a yes
    that waits for the code mailed to it.
    """

    __tablename__ = "guest"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introduction.id"), init=False)
    role: Mapped[str] = mapped_column()
    carrier: Mapped[Carrier] = mapped_column()
    label: Mapped[str] = mapped_column(SealedText("guest.label"), default="")
    name: Mapped[str] = mapped_column(SealedText("guest.name"), default="")
    email: Mapped[str] = mapped_column(SealedText("guest.email"), default="")
    phone: Mapped[str] = mapped_column(SealedText("guest.phone"), default="")
    locale: Mapped[str] = mapped_column(default="", server_default="")
    proven: Mapped[bool] = mapped_column(default=False)
    erase_at: Mapped[datetime | None] = mapped_column(index=True, default=None)
    proposed_email: Mapped[str] = mapped_column(SealedText("guest.proposed_email"), default="")
    code_hash: Mapped[str] = mapped_column(default="")
    code_sent_at: Mapped[datetime | None] = mapped_column(default=None)
    code_tries: Mapped[int] = mapped_column(default=0)

    __table_args__ = (UniqueConstraint("introduction_id", "role"),)

    @property
    def addressee(self) -> Addressee:
        """The address, language and name for mail to this guest."""
        return Addressee(address=self.email, locale=self.locale, name=self.name)

    def contact(self, fields: Iterable[ContactField]) -> dict[ContactField, str]:
        """Return the details under these fields, without the empty ones."""
        details = {ContactField.EMAIL: self.email if self.proven else "", ContactField.PHONE: self.phone}
        return {field: details[field] for field in fields if details.get(field)}

    @property
    def fields(self) -> list[ContactField]:
        """The fields that a guest who says yes shares: the address, and a phone number if they gave one."""
        return [ContactField.EMAIL, *([ContactField.PHONE] if self.phone else [])]

    def was_just_sent_a_code(self, email: str, at: datetime) -> bool:
        """Whether a code for this address was mailed within CODE_NOT_ANEW_FOR and is still valid."""
        fresh = self.code_sent_at is not None and at < self.code_sent_at + CODE_NOT_ANEW_FOR
        unused = bool(self.code_hash) and self.code_tries < CODE_TRIES
        return fresh and self.proposed_email == email and unused

    def propose(self, email: str, at: datetime) -> str:
        """Store the address the guest wants to share, and return a new code to mail to it."""
        code = new_digits()
        self.proposed_email, self.code_hash = email, code_hash(code, self._row(email))
        self.code_sent_at, self.code_tries = at, 0
        return code

    def prove(self, code: str, at: datetime) -> bool:
        """Whether the code is the one mailed, in time; if so, store the address as proven."""
        if not self.is_right(code, at):
            return False
        self.email, self.proven = self.proposed_email, True
        return True

    def is_right(self, code: str, at: datetime) -> bool:
        """Whether the code is the one mailed, in time; every call is a try, and the right code works once."""
        self.code_tries += 1
        fresh = self.code_sent_at is not None and self.code_sent_at <= at <= self.code_sent_at + CODE_LIVES
        right = compare_digest(code_hash(code, self._row(self.proposed_email)), self.code_hash)
        if not (fresh and right and self.code_tries <= CODE_TRIES):
            return False
        self.code_hash = ""
        return True

    def _row(self, email: str) -> str:
        """Return what a code is bound to: this guest and this address."""
        return f"guest:{self.id}:{email}"


def called_by_connector(label: str, name: str, state: State) -> str:
    """Return what a connector calls their guest: by their own note, or by name once the two are connected.

    Before that, a name that the guest typed would tell that the guest has said yes.
    """
    return label or (name if state is State.CONNECTED else "")
