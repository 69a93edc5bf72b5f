"""A chain of lines is whole or names the first line that is not."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.audit.policy import (
    START,
    AuditLine,
    StoredLine,
    Verdict,
    ensure_plain,
    hash_of_reason,
    read,
    seal,
)

AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)

whys = st.lists(st.text(max_size=30), min_size=1, max_size=12)


def chain(reasons: list[str]) -> list[StoredLine]:
    """Lines that continue each other, each with a reason beside it."""
    lines: list[StoredLine] = []
    for place, words in enumerate(reasons, 1):
        previous, at = lines[-1].line.hash if lines else START, AT + timedelta(seconds=place)
        given = hash_of_reason(words)
        line = AuditLine(place, at, 4, "looked_at_details", 7, "case:1", given, "", previous)
        lines.append(StoredLine(line._replace(hash=seal(line)), words))
    return lines


@given(whys)
def test_a_chain_as_it_was_written_is_whole(reasons: list[str]) -> None:
    lines = chain(reasons)
    assert read(lines) == Verdict(len(lines), lines[-1].line.hash)


@given(whys, st.data())
def test_whatever_is_changed_is_found_where_it_is(reasons: list[str], data: st.DataObject) -> None:
    lines = chain(reasons)
    place = data.draw(st.integers(0, len(lines) - 1))
    line = lines[place].line
    later = line.at + timedelta(microseconds=1)
    changes: dict[str, Any] = {"actor_id": None, "act": "looked_away", "subject_id": 8, "about": "case:2"}
    changes |= {"reason_hash": "3" * 64, "former_hash": "4" * 64}
    changes |= {"at": later, "previous": "1" * 64, "hash": "2" * 64}
    field = data.draw(st.sampled_from(sorted(changes)))
    lines[place] = lines[place]._replace(line=line._replace(**{field: changes[field]}))
    verdict = read(lines)
    assert (verdict.broken, verdict.lines) == (place + 1, place)


@given(whys, st.data())
def test_a_line_that_is_rewritten_with_its_seal_breaks_the_next(
    reasons: list[str], data: st.DataObject
) -> None:
    lines = chain([*reasons, "the last one"])
    place = data.draw(st.integers(0, len(lines) - 2))
    forged = lines[place].line._replace(actor_id=None)
    lines[place] = lines[place]._replace(line=forged._replace(hash=seal(forged)))
    assert read(lines).broken == place + 2


@given(whys, st.data())
def test_a_line_that_is_missing_is_found(reasons: list[str], data: st.DataObject) -> None:
    lines = chain([*reasons, "the last one"])
    del lines[data.draw(st.integers(0, len(lines) - 2))]
    assert read(lines).broken is not None


def test_a_cut_end_is_found_by_a_head_that_was_kept() -> None:
    lines = chain(["one", "two", "three"])
    assert read(lines, lines[1].line.hash).holds
    assert read(lines[:2]).broken is None
    assert not read(lines[:2], lines[2].line.hash).holds


@given(whys, st.data())
def test_a_reason_may_be_missing_only_once_a_later_line_says_that_it_was_erased(
    reasons: list[str], data: st.DataObject
) -> None:
    lines = chain(reasons)
    place = data.draw(st.integers(0, len(lines) - 1))
    lines[place] = lines[place]._replace(reason=None)
    assert read(lines).broken == place + 1
    lines[place] = lines[place]._replace(erased_by=place + 1)
    assert read(lines).broken == place + 1, "the line of the erasure comes later"
    lines[place] = lines[place]._replace(erased_by=place + 2)
    assert read(lines) == Verdict(len(lines), lines[-1].line.hash, erased=1)


@given(whys, st.data())
def test_a_reason_that_was_changed_is_found(reasons: list[str], data: st.DataObject) -> None:
    lines = chain(reasons)
    place = data.draw(st.integers(0, len(lines) - 1))
    lines[place] = lines[place]._replace(reason=f"{lines[place].reason}.", erased_by=len(lines) + 1)
    assert read(lines).broken == place + 1


def test_a_head_from_before_the_reasons_were_encrypted_is_still_found() -> None:
    line = chain(["one"])[0].line._replace(former_hash="5" * 64)
    stored = StoredLine(line._replace(hash=seal(line)), "one")
    assert read([stored], "5" * 64).holds
    assert not read([stored], "6" * 64).holds


def test_the_seal_does_not_depend_on_the_zone_of_a_clock() -> None:
    line = chain(["one"])[0].line
    assert seal(line._replace(at=line.at.astimezone(timezone(timedelta(hours=9))))) == line.hash


def test_parts_of_a_line_cannot_be_moved_into_each_other() -> None:
    line = AuditLine(1, AT, None, "role_granted", None, "", "ab", "", START)
    assert seal(line._replace(act="role_granteda", reason_hash="b")) != seal(line)
    assert seal(line._replace(reason_hash="a", former_hash="b")) != seal(line)
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
