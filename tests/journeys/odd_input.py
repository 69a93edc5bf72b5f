"""What no field should ever hold, and what nobody may tell before everyone said yes."""

import pytest
from werkzeug.test import TestResponse

from tests.ground.steps import Story
from tests.journeys.links_pressed import digest

ODD = {
    "too long": "x" * 5000,
    "bidi": "hall\u202egnisolc",
    "zero width": "ha\u200bll",
    "NUL": "hall\x00",
    "control": "hall\x07\x1b[31m",
    "line separator": "hall\u2028Bcc: x",
    "mixed script": "раypal hаll",
    "combining": "a" + "\u0301" * 180,
    "emoji": "\U0001f600" * 40,
    "lone surrogate": "\udc80",
    "template": "{{ 7 * 7 }} %(name)s {name} %s",
    "markup": "<script>alert(1)</script>",
    "quote": "' OR 1=1; --",
    "number": "9" * 400,
    "minus": "-1",
    "empty": "",
    "blank": " \t\r\n ",
    "header": "hall\r\nBcc: mallory@example.org",
    "float": "1e309",
    "date": "2026-02-31",
    "year": "99999-01-01",
}


PRIVILEGES = [
    *("admin", "is_admin", "role", "staff", "moderator", "id", "member_id", "first_id", "second_id", "connector_id"),
    *("public_id", "state", "reason", "way", "text_hash", "closes_at", "agreed_at", "version", "trust", "score"),
    *("connected", "consent", "taken_back_at"),
]


# What PostgreSQL reads in its own way is tried there too; the rest never comes so far.
ON_EACH = [("sqlite", odd) for odd in ODD] + [
    pytest.param("postgresql", odd, marks=pytest.mark.postgres) for odd in ("NUL", "lone surrogate", "number", "year")
]


every_odd = pytest.mark.parametrize(("database", "odd"), ON_EACH, indirect=["database"])


DETAILS = {
    "address": "write to alice@example.org please",
    "phone": "call me on +49 30 1234567 any time",
    "link": "see https://calendly.com/alice for times",
    "disguised": "alice at example dot org is my mail",
}


def text_of(odd: str) -> str:
    """What a browser could send of it: nothing that UTF-8 cannot say."""
    return odd.encode("utf-8", "replace").decode()


def assert_kept_whole(story: Story, before: object, answer: TestResponse) -> None:
    """Refused as a page of ours, and nothing is changed."""
    assert answer.status_code in {200, 400, 413, 422}, answer.text
    assert 'class="foot"' in answer.text
    assert digest(story.app) == before


def sessions_aside(rows: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    return {table: found for table, found in rows.items() if table != "session"}
