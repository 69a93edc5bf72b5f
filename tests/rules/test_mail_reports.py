"""What a report says, in the forms of ten mail systems; and nothing is read from what is no report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.bounces.parsing import read_report
from intro_app.bounces.policy import envelope_addresses
from tests.support.mail_reports import SAMPLES, ReportSample

KEY = "abcdefghijklmnopqrstuvwxyz234567"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.system)
def test_each_system_is_understood(sample: ReportSample) -> None:
    read = read_report(sample.content)
    assert (read.kind.value if read else "nothing") == sample.kind
    assert (read.code if read else "") == sample.code


@given(st.binary(max_size=3000))
def test_nothing_that_is_sent_ends_in_an_error(content: bytes) -> None:
    read_report(content)


@given(st.sampled_from(SAMPLES), st.integers(0, 2000), st.binary(max_size=20))
def test_a_damaged_report_is_read_or_left(sample: ReportSample, place: int, noise: bytes) -> None:
    if len(sample.content) < 100_000:
        read_report(sample.content[:place] + noise + sample.content[place:])


@pytest.mark.parametrize(
    ("received", "found"),
    [
        (f"b+{KEY}@bounce.example.org", [f"b+{KEY}@bounce.example.org"]),
        (f"<B+{KEY.upper()}@BOUNCE.example.org>", [f"b+{KEY}@bounce.example.org"]),
        (f"b+{KEY}@old.example.org", [f"b+{KEY}@old.example.org", f"b+{KEY}@bounce.example.org"]),
        ("b+short@bounce.example.org", []),
        ("carol@example.org", []),
        ("", []),
    ],
)
def test_a_keyed_address_is_found_however_a_server_writes_it(received: str, found: list[str]) -> None:
    assert envelope_addresses([received], ["b@bounce.example.org"]) == found
