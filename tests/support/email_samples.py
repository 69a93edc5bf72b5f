"""The samples of the developers' pages, as the tests of e-mails read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import Flask

from intro_app.devtools.cast import Cast, cast, nothing_kept
from intro_app.devtools.samples import Sample, every_email
from intro_app.identity.models import ContactField, Member
from intro_app.outbox.email import Email, Letter, write

STOP = "https://meet.example.org/x/stop"


@contextmanager
def stage(app: Flask, at: datetime) -> Iterator[Cast]:
    """The five people in a transaction that is taken back."""
    with app.app_context(), nothing_kept():
        yield cast(at)


@contextmanager
def all_samples(app: Flask, at: datetime) -> Iterator[list[Sample]]:
    """Every e-mail of the site in every circumstance."""
    with stage(app, at) as who:
        yield every_email(who, at)


def letter(email: Email) -> Letter:
    """The e-mail in words, with a stop link that is the same for all."""
    return write(email, stop_url=None if email.security else STOP)


def whole(email: Email) -> str:
    """Everything that its reader can see of it."""
    words = letter(email)
    return f"{words.subject}\n{words.text}\n{words.html}"


def details_of(*people: Member) -> set[str]:
    """Every way to reach them."""
    return {detail for person in people for detail in person.contact(ContactField).values()}
