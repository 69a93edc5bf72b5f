"""What an operator does in a year, typed on a real folder; `docs/operations/year.md` shows it."""

import re
from pathlib import Path

import pytest

from tests.operators_year import DOCUMENT, document, played
from tests.support.older_code import NoHistoryError


@pytest.mark.slow
def test_everything_that_is_typed_ends_well_and_the_page_shows_it(tmp_path: Path) -> None:
    try:
        year = played(tmp_path)
    except NoHistoryError as problem:
        pytest.skip(str(problem))  # a copy without history lacks no server that CI could install
    typed, shown = (_typed(text) for text in (document(year), DOCUMENT.read_text(encoding="utf-8")))
    assert len(year.parts) == 10
    assert typed == shown, "run `python -m tests.operators_year`"
    assert "✗ The site was restored" in "\n".join(year.parts["Restore"])


def test_the_page_shows_no_secret_and_no_place_of_another_machine() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert not re.findall(r"/tmp|/dev/shm|/work|/home|\b[0-9a-f]{16}\b|/[a-z]/[\w-]{20}", text)


def _typed(text: str) -> list[str]:
    return re.findall(r"^    \$ (.+)$", text, re.MULTILINE)
