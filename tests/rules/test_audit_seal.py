"""A chain of lines is whole or names the first line that is not."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.audit.policy import START, AuditLine, ensure_plain, read, seal

AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)

whys = st.lists(st.text(max_size=30), min_size=1, max_size=12)


def chain(reasons: list[str]) -> list[AuditLine]:
    """Lines that continue each other."""
    lines: list[AuditLine] = []
    for place, why in enumerate(reasons, 1):
        previous = lines[-1].hash if lines else START
        line = AuditLine(
            place, AT + timedelta(seconds=place), 4, "looked_at_details", 7, "case:1", why, previous
        )
        lines.append(line._replace(hash=seal(line)))
    return lines


@given(whys)
def test_a_chain_as_it_was_written_is_whole(reasons: list[str]) -> None:
    lines = chain(reasons)
    assert read(lines) == (len(lines), lines[-1].hash, None, True)


@given(whys, st.data())
def test_whatever_is_changed_is_found_where_it_is(reasons: list[str], data: st.DataObject) -> None:
    lines = chain(reasons)
    place = data.draw(st.integers(0, len(lines) - 1))
    line = lines[place]
    later = line.at + timedelta(microseconds=1)
    changes: dict[str, Any] = {"actor_id": None, "act": "looked_away", "subject_id": 8, "about": "case:2"}
    changes |= {"why": f"{line.why}.", "at": later, "previous": "1" * 64, "hash": "2" * 64}
    field = data.draw(st.sampled_from(sorted(changes)))
    lines[place] = line._replace(**{field: changes[field]})
    verdict = read(lines)
    assert (verdict.broken, verdict.lines) == (place + 1, place)


@given(whys, st.data())
def test_a_line_that_is_rewritten_with_its_seal_breaks_the_next(
    reasons: list[str], data: st.DataObject
) -> None:
    lines = chain([*reasons, "the last one"])
    place = data.draw(st.integers(0, len(lines) - 2))
    forged = lines[place]._replace(actor_id=None)
    lines[place] = forged._replace(hash=seal(forged))
    assert read(lines).broken == place + 2


@given(whys, st.data())
def test_a_line_that_is_missing_is_found(reasons: list[str], data: st.DataObject) -> None:
    lines = chain([*reasons, "the last one"])
    del lines[data.draw(st.integers(0, len(lines) - 2))]
    assert read(lines).broken is not None


def test_a_cut_end_is_found_by_a_head_that_was_kept() -> None:
    lines = chain(["one", "two", "three"])
    assert read(lines, lines[1].hash).holds
    assert read(lines[:2]).broken is None
    assert not read(lines[:2], lines[2].hash).holds


def test_the_seal_does_not_depend_on_the_zone_of_a_clock() -> None:
    line = chain(["one"])[0]
    assert seal(line._replace(at=line.at.astimezone(timezone(timedelta(hours=9))))) == line.hash


def test_parts_of_a_line_cannot_be_moved_into_each_other() -> None:
    line = AuditLine(1, AT, None, "role_granted", None, "", "ab", START)
    assert seal(line._replace(act="role_granteda", why="b")) != seal(line)
    assert seal(line._replace(actor_id=12, subject_id=3)) != seal(line._replace(actor_id=1, subject_id=23))


@pytest.mark.parametrize("about", ["alice@example.org", "case 17", "Case:17", "case:17; carol", "case"[:1]])
def test_a_thing_is_named_by_kind_and_id_only(about: str) -> None:
    with pytest.raises(ValueError, match="kind and its id"):
        ensure_plain("looked_at_details", about)


def test_an_act_is_a_word() -> None:
    ensure_plain("looked_at_details", "introduction:17:first")
    ensure_plain("passkeys_forgotten", "")
    with pytest.raises(ValueError, match="is not an act"):
        ensure_plain("Looked at Carol", "")
