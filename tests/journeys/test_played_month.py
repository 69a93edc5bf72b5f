"""How many e-mails a month of a circle brings: the documentation's table holds what the services do."""

from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from intro_app.community.circles.models import CircleMail
from tests.support.played_month import chosen, play_with_every_mail, table

pytestmark = [pytest.mark.one_database, pytest.mark.slow]

_DOC = Path("docs/circles.md")


def test_a_month_brings_as_many_e_mails_as_the_documentation_says(app: Flask, at: datetime) -> None:
    with app.app_context():
        counted = play_with_every_mail(at)
    assert table(counted) in _DOC.read_text(encoding="utf-8"), f"docs/circles.md:\n{table(counted)}"
    quiet, daily, busy = (sum(counted[name].values()) for name in ("Ursula", "Matthias", "Alice"))
    assert [chosen(name) for name in ("Ursula", "Matthias", "Alice")] == [
        CircleMail.DIGEST,
        CircleMail.DAILY,
        CircleMail.EACH,
    ]
    assert quiet <= 15, "less than one every other day"
    assert daily <= 31, "less than one a day"
    assert busy <= 93, "three a day, for who wants each"
