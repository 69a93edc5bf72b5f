"""Names are found by any part of them, in any order, without minding case and accents."""

from types import SimpleNamespace

import pytest

from intro_app.people.policy import Search, narrowed
from intro_app.text.searching import is_found


@pytest.mark.parametrize("typed", ["", "  ", "zoe", "ZOË", "müller", "mull", "muller zoe", "oe"])
def test_a_part_of_a_name_finds_it(typed: str) -> None:
    assert is_found("Zoë Müller", typed)


@pytest.mark.parametrize("typed", ["zoes", "zoe x", "mu ller o z e x"])
def test_something_else_does_not(typed: str) -> None:
    assert not is_found("Zoë Müller", typed)


@pytest.mark.parametrize("typed", ["mullr", "muller zeo", "mulller", "mulelr"])
def test_a_slip_of_the_finger_is_forgiven_only_where_slips_are(typed: str) -> None:
    assert is_found("Zeo Müller", typed, similar=True)
    assert is_found("Zeo Müller", typed) == (typed == "muller zeo")


def test_a_number_is_only_itself() -> None:
    assert not is_found("Class2014", "class2015", similar=True)


def test_a_slip_is_forgiven_only_if_nobody_is_called_so() -> None:
    names = ["Carola Diaz", "Carol Duarte", *(f"Somebody Else{letter}" for letter in "abcdefghij")]
    people = [SimpleNamespace(name=name) for name in names]
    assert [one.name for one in narrowed(people, "duarte")[0]] == ["Carol Duarte"]
    assert [one.name for one in narrowed(people, "durate")[0]] == ["Carol Duarte"]
    assert narrowed(people, "nobody") == (people, Search("nobody", 0))
