"""The proxies that docs/deploy describes, real ones: they pass on what the site needs, and log no link."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.conftest import SiteMaker, cannot
from tests.support.ports import free_port
from tests.support.proxies import HOST, NoProxyError, Proxy, caddy, nginx

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

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


def test_pages_come_through_and_the_visitor_s_address_too(make_site: SiteMaker, before: Before) -> None:
    site = make_site(base_url=f"https://{HOST}", trusted_hops="1")
    site.start_web()
    proxy = before(site.port)
    status, page = proxy.get("/promise")
    assert status == 200
    assert "Our promise" in page
    assert proxy.get("/sign-in", **{"X-Forwarded-For": "203.0.113.7, 198.51.100.1"})[0] == 200


@pytest.mark.parametrize("is_there", [True, False], ids=["site is there", "site is away"])
def test_no_log_holds_the_path_of_a_link(make_site: SiteMaker, before: Before, *, is_there: bool) -> None:
    site = make_site(base_url=f"https://{HOST}", trusted_hops="1")
    if is_there:
        site.start_web()
    proxy = before(site.port if is_there else free_port())
    status, _page = proxy.get(f"/r/{TOKEN}")
    assert status == (404 if is_there else 502)
    assert TOKEN not in proxy.written() + site.logs()
