"""Every e-mail in every language: whole, within its lines, and nothing left in English."""

from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask

from intro_app.devtools.cast import cast, nothing_kept
from intro_app.devtools.samples import every_email
from intro_app.outbox.email import Letter, write
from intro_app.wording import LANGUAGES


def letters_in(language: str, at: datetime) -> dict[str, Letter]:
    """Each e-mail in each circumstance, as somebody who reads this language gets it."""
    with nothing_kept():
        return {
            sample.name: write(
                replace(sample.email, to=replace(sample.email.to, locale=language)),
                stop_url=None if sample.email.security else "https://meet.example.org/x/sample",
            )
            for sample in every_email(cast(at), at)
        }


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_every_email_is_written_in_its_readers_language(app: Flask, at: datetime, language: str) -> None:
    with app.app_context():
        ours, english = letters_in(language, at), letters_in("en", at)
    assert ours.keys() == english.keys()
    for name, letter in ours.items():
        assert letter.subject != english[name].subject, name
        assert f'<html lang="{language}"' in letter.html
        told = set(letter.text.splitlines()) & set(english[name].text.splitlines())
        assert not {line for line in told if line.startswith(("You get this", "To stop", "If you"))}, name
        assert len(letter.subject) <= 78, (name, letter.subject)
