"""Which addresses are opened, and what on a page names a profile."""

import pytest

from intro_app.profile_links.policy import can_be_opened, is_public, names_profile

PROFILE = "https://meet.example.org/people/AbC_12345678901234567890"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1"),
        *("::ffff:93.184.216.34", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::1", "nonsense", ""),
        "fe80::1%eth0",
    ],
)
def test_nothing_inside_is_opened(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("https://alice.example.net/", True),
        ("https://alice.example.net:443/about?x=1", True),
        ("https://alice.example.net:8443/", False),
        ("https://alice.example.net:99999/", False),
        ("http://alice.example.net/", False),
        ("ftp://alice.example.net/", False),
        ("javascript:alert(1)", False),
        ("https://user@alice.example.net/", False),
        ("https://localhost/", False),
        ("https://alice.example.net/" + "a" * 300, False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_only_https_pages_on_the_usual_port_are_opened(url: str, fits: bool) -> None:
    assert can_be_opened(url) is fits


@pytest.mark.parametrize(
    ("page", "names"),
    [
        (f'<a rel="me" href="{PROFILE}">me</a>', True),
        (f'<link rel="ME noopener" href="{PROFILE}/">', True),
        (f"<A HREF='{PROFILE}?lang=de#top' REL='nofollow me'>", True),
        (f'<a href="{PROFILE}">me</a>', False),
        (f'<a rel="men" href="{PROFILE}">', False),
        (f'<a rel="me" href="{PROFILE}x">', False),
        (f'<a rel="me" href="https://evil.example/?{PROFILE}">', False),
        (f'<!-- <a rel="me" href="{PROFILE}"> -->', False),
        ("<p>profile-0123456789abcdef0123</p>", True),
        ("<p>profile-0123456789abcdef012</p>", False),
        ("<a rel href><a rel=me>" + "<" * 10_000, False),
        ("\ud83d\0<![CDATA[", False),
    ],
)
def test_a_page_names_a_profile_by_a_link_or_the_code(page: str, names: bool) -> None:
    assert names_profile(page, PROFILE, "profile-0123456789abcdef0123") is names
