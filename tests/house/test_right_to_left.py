"""A language that is written from right to left needs a catalogue and nothing else."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from intro_app.i18n import force_locale
from intro_app.outbox.email import write
from intro_app.web.templating import direction, language
from tests.house.conftest import ROOT
from tests.support.outbox import CAROL, letter

# What in a style sheet knows a left or a right, although there is a word for the beginning and the end of a
# line.
_SIDED = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-\w+)-)?(?:left|right)(?:-\w+)?\s*:"
    r"|(?:float|text-align|clear):\s*(?:left|right)"
)


@pytest.mark.parametrize(
    "sheet", sorted((ROOT / "static" / "css").rglob("*.css")), ids=lambda sheet: sheet.stem
)
def test_a_style_sheet_knows_no_left_and_no_right(sheet: Path) -> None:
    assert _SIDED.findall(re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)) == []


def test_a_page_begins_where_its_language_does(app: Flask) -> None:
    with app.test_request_context("/", base_url="https://meet.example.org"), force_locale("ar"):
        assert (language(), direction()) == ("ar", "rtl")


def test_an_email_begins_where_its_language_does(app: Flask) -> None:
    with app.app_context():
        written = write(letter("one", replace(CAROL, locale="he")), stop_url=None)
    assert '<html lang="he" dir="rtl"' in written.html
