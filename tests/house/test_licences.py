"""Everything that a site installs has a licence that somebody looked at, and it stands in the docs."""

import pytest

from tests.supply import LIST, is_known, parts, written


def test_every_package_has_a_licence_that_may_be_used() -> None:
    assert [part for part in parts() if not is_known(part.licence)] == []


@pytest.mark.parametrize(
    ("licence", "known"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-2-Clause", True),
        ("GPL-3.0-only", False),
        ("MIT AND SSPL-1.0", False),
    ],
)
def test_a_licence_that_nobody_looked_at_is_not_known(licence: str, known: bool) -> None:
    assert is_known(licence) is known


def test_the_list_in_the_docs_is_the_newest() -> None:
    assert LIST.read_text(encoding="utf-8") == written(), "run: make audit"
