"""When there is room again in a sliding window, and which addresses are one network."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.web.gate import trusted_hosts
from intro_app.web.network import network_of
from intro_app.web.rate_counters import seconds_until_free


@given(
    allowed=st.integers(1, 50),
    seconds=st.sampled_from([60, 3600, 86400]),
    share=st.floats(0, 0.999),
    counts=st.tuples(st.integers(0, 50), st.integers(0, 50)),
)
def test_after_waiting_there_is_room_and_not_long_before(
    allowed: int, seconds: int, share: float, counts: tuple[int, int]
) -> None:
    previous, present = min(counts[0], allowed), min(counts[1], allowed)
    passed = int(share * seconds)
    if has_room(previous, present, allowed, seconds, passed):
        return
    wait = seconds_until_free(previous, present, allowed, seconds, passed)
    assert has_room_later(previous, present, allowed, seconds, passed + wait)
    if wait > 2:
        assert not has_room_later(previous, present, allowed, seconds, passed + wait - 2)


def has_room(previous: int, present: int, allowed: int, seconds: int, passed: int) -> bool:
    return previous * (seconds - passed) + (present + 1) * seconds <= allowed * seconds


def has_room_later(previous: int, present: int, allowed: int, seconds: int, passed: int) -> bool:
    """The same, when `passed` may reach into the windows that follow."""
    while passed >= seconds:
        previous, present, passed = present, 0, passed - seconds
    return has_room(previous, present, allowed, seconds, passed)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7/32"),
        ("::ffff:203.0.113.7", "203.0.113.7/32"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("evil\n", "unknown"),
        ("203.0.113.7:80", "203.0.113.7/32"),
        (" 203.0.113.7:52123 ", "203.0.113.7/32"),
        ("[2001:db8:1:2::7]:443", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::7]", "2001:db8:1:2::/64"),
        ('"[2001:db8:1:2::7]:443"', "2001:db8:1:2::/64"),
        ("[fe80::1%eth0]:443", "fe80::/64"),
        ("[::ffff:203.0.113.7]:443", "203.0.113.7/32"),
        ("203.0.113.7:http", "unknown"),
        ("[203.0.113.7", "unknown"),
        ("unknown", "unknown"),
        ("_hidden:80", "unknown"),
    ],
)
def test_which_addresses_are_one_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_site_answers_to_its_own_name() -> None:
    assert trusted_hosts("https://meet.example.org") == ["meet.example.org"]
    assert "localhost" in trusted_hosts("http://127.0.0.1:8000")
