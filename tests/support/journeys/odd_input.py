"""What no field should ever hold, and what nobody may tell before everyone said yes."""

from werkzeug.test import TestResponse

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
    *(
        "admin",
        "is_admin",
        "role",
        "staff",
        "moderator",
        "id",
        "member_id",
        "first_id",
        "second_id",
        "connector_id",
    ),
    *(
        "public_id",
        "state",
        "reason",
        "way",
        "text_hash",
        "closes_at",
        "agreed_at",
        "version",
        "trust",
        "score",
    ),
    *("connected", "consent", "taken_back_at"),
]


DETAILS = {
    "address": "write to alice@example.org please",
    "phone": "call me on +49 30 1234567 any time",
    "link": "see https://calendly.com/alice for times",
    "disguised": "alice at example dot org is my mail",
}


def every_odd_value() -> list[tuple[str, dict[str, str]]]:
    """Each as a browser could send it, and from where: one network alone would be slowed down."""
    said = [odd.encode("utf-8", "replace").decode() for odd in ODD.values()]
    return [(odd, {"REMOTE_ADDR": f"10.9.{number}.1"}) for number, odd in enumerate(said)]


def assert_a_page_of_ours(answer: TestResponse) -> None:
    """Refused, or shown again; never a mistake."""
    assert answer.status_code in {200, 400, 413, 422}, answer.text
    assert 'class="site-footer"' in answer.text


def sessions_aside(rows: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """All but the sessions, which note when they were last used."""
    return {table: found for table, found in rows.items() if table != "session"}
