"""A subject says who writes, unless its reader chose otherwise."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from intro_app.clock import now
from intro_app.devtools import samples
from intro_app.devtools.cast import cast, nothing_kept
from intro_app.outbox.email import write

# Kind: whose name is in its subject, and what it says without.
SUBJECTS = {
    "acquaintance_question": ("Alice Marsh", "Do you know this person?"),
    "acquaintance_confirmed": ("Bob Keller", "Confirmed: you know each other"),
    "circle_invitation": ("Alice Marsh", "Someone you know has invited you to a circle"),
    "circle_request": ("Carol Duarte", "Someone would like to join your circle"),
    "circle_offered": ("Alice Marsh", "Would you like to host a circle?"),
    "circle_news": ("Alice Marsh", "There’s a reply in a circle"),
    "gathering_invitation": ("Alice Marsh", "An invitation to a gathering"),
}


@pytest.mark.one_database
@pytest.mark.parametrize("kind", SUBJECTS)
def test_who_writes_is_in_the_subject_only_where_its_reader_wants_names(app: Flask, kind: str) -> None:
    name, without = SUBJECTS[kind]
    subject = _subjects(app, kind)
    assert name in subject(True)
    assert subject(False) == without


def _subjects(app: Flask, kind: str) -> Callable[[bool], str]:
    def subject(names: bool) -> str:
        at = now()
        with app.app_context(), nothing_kept():
            email = next(one.email for one in samples.every_email(cast(at), at) if one.email.kind == kind)
            email = replace(email, to=replace(email.to, names_in_subjects=names))
            return write(email, stop_url=None).subject

    return subject
