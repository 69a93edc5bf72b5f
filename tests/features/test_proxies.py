"""The proxies that docs/deploy describes, real ones: they pass on what the site needs, and log no link."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from ssl import TLSVersion

import pytest

from tests.conftest import SiteMaker, cannot
from tests.support.ports import free_port
from tests.support.proxies import HOST, NoProxyError, Proxy, caddy, nginx

pytestmark = pytest.mark.slow
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

TOKEN = "a-signed-link-that-nobody-may-read"
Before = Callable[[int], Proxy]


@pytest.fixture(params=[nginx, caddy], ids=["nginx", "caddy"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Before]:
    """Puts the proxy before a port."""
    running: list[AbstractContextManager[Proxy]] = []

    def start(upstream: int) -> Proxy:
        folder = tmp_path / "proxy"
        folder.mkdir()
        running.append(request.param(folder, upstream))
        return running[-1].__enter__()

    try:
        yield start
    except NoProxyError as problem:
        cannot(str(problem))
    finally:
        for one in running:
            one.__exit__(None, None, None)


@on_sqlite
def test_pages_come_through_and_the_visitor_s_address_too(make_site: SiteMaker, before: Before) -> None:
    site = make_site(base_url=f"https://{HOST}", trusted_hops="1")
    site.start_web()
    proxy = before(site.port)
    status, page = proxy.get("/promise")
    assert status == 200
    assert "Our promise" in page
    assert proxy.get("/sign-in", **{"X-Forwarded-For": "203.0.113.7, 198.51.100.1"})[0] == 200


@on_sqlite
@pytest.mark.parametrize("is_there", [True, False], ids=["site is there", "site is away"])
def test_no_log_holds_the_path_of_a_link(make_site: SiteMaker, before: Before, *, is_there: bool) -> None:
    site = make_site(base_url=f"https://{HOST}", trusted_hops="1")
    if is_there:
        site.start_web()
    proxy = before(site.port if is_there else free_port())
    status, _page = proxy.get(f"/r/{TOKEN}")
    assert status == (404 if is_there else 502)
    assert TOKEN not in proxy.written() + site.logs()


def test_only_tls_1_2_and_1_3_are_spoken(before: Before) -> None:
    proxy = before(free_port())
    spoken = [version.name for version in TLSVersion if version.value > 0 and proxy.speaks(version)]
    assert spoken == ["TLSv1_2", "TLSv1_3"]


def test_only_ciphers_with_forward_secrecy_and_authentication_are_spoken(before: Before) -> None:
    proxy = before(free_port())
    assert proxy.speaks(TLSVersion.TLSv1_2, "ECDHE-ECDSA-AES128-GCM-SHA256")
    for weak in ("ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0", "AES128-GCM-SHA256:AES128-SHA:@SECLEVEL=0"):
        assert not proxy.speaks(TLSVersion.TLSv1_2, weak)


def test_only_what_people_type_leads_on_to_https(before: Before) -> None:
    """What a program sends unencrypted fails, so that somebody notices."""
    proxy = before(free_port())
    for path in ("/", "/promise?lang=de"):
        assert proxy.get_plainly(path) == (301, f"https://{HOST}{path}")
    for path in ("/stripe/webhook", "/mail-events/ses", "/metrics", "/readyz"):
        assert proxy.get_plainly(path) == (403, "")
    assert proxy.get_plainly("/stripe/webhook", "POST") == (403, "")
    assert proxy.get_plainly("/sign-in", "POST") == (403, "")
