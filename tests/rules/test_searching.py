"""Names are found by any part of them, in any order, without minding case and accents."""

import pytest

from intro_app.text.searching import is_found


@pytest.mark.parametrize("typed", ["", "  ", "zoe", "ZOË", "müller", "mull", "muller zoe", "oe"])
def test_a_part_of_a_name_finds_it(typed: str) -> None:
    assert is_found("Zoë Müller", typed)


@pytest.mark.parametrize("typed", ["zoes", "zoe x", "mu ller o z e x"])
def test_something_else_does_not(typed: str) -> None:
    assert not is_found("Zoë Müller", typed)
