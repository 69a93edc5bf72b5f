"""Whoever is asked reads which pages were verified as the requester's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from intro_app import clock
from intro_app.profile_links import service
from intro_app.profile_links.fetching import set_fetcher
from intro_app.profile_links.queries import profile_address
from tests.support.pages_of_others import HOST, OthersPage, others_page
from tests.support.story import Somebody, Story

pytestmark = pytest.mark.changes_app  # it opens pages on this machine


@pytest.fixture
def page(story: Story, tmp_path: Path) -> Iterator[OthersPage]:
    """Alice's page elsewhere."""
    with others_page(tmp_path) as page:
        set_fetcher(story.app, page.fetcher())
        yield page


def test_the_person_asked_reads_which_pages_are_hers(
    story: Story, alice: Somebody, carol: Somebody, page: OthersPage
) -> None:
    assert alice.person
    url = f"https://{HOST}/about"
    saved = alice.fill("/me/links", alice.get("/me/links"), "Add the link", {"url": url})
    assert "Not verified yet." in saved.text
    with story.app.app_context():
        page.body = f'<a rel="me" href="{profile_address(alice.person.id)}">me</a>'
        service.check_link_due(clock.now())
    alice.asks(carol)
    asked = carol.get(carol.newest("r").link("r"))
    assert f'href="{url}"' in asked.text
    assert "verified on" in asked.text
